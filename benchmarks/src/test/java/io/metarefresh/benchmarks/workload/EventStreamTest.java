package io.metarefresh.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.schemas.RecordEncoder;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private static final RecordEncoder<Interaction> ENCODER = RecordEncoder.ofInteractions(1);

    @Test
    void theSameWorkloadGivesTheSameBytes() {
        EventStream first = new EventStream(Workload.standard(100));
        EventStream second = new EventStream(Workload.standard(100));

        for (int i = 0; i < 200; i++) {
            assertThat(ENCODER.encode(first.next())).isEqualTo(ENCODER.encode(second.next()));
        }
    }

    @Test
    void everyEventIsNewerThanAllBeforeItAndHasAnIdOfItsOwn() {
        EventStream stream = new EventStream(Workload.standard(100));
        Set<String> ids = new HashSet<>();
        long last = Long.MIN_VALUE;
        for (int i = 0; i < 1000; i++) {
            Interaction event = i % 2 == 0 ? stream.next() : stream.of(7);
            assertThat(ids.add(event.eventId())).isTrue();
            assertThat(event.eventTimeMillis()).isGreaterThan(last);
            last = event.eventTimeMillis();
        }
    }

    @Test
    void anEventIsAboutThreeHundredBytesAndHasTheShapeOfTheReferenceModel() {
        Interaction event = new EventStream(Workload.standard(10_000)).next();

        assertThat(event.context().dense().get("context")).hasSize(64);
        assertThat(ENCODER.encode(event).length).isBetween(310, 325);
    }

    @Test
    void membersThatActMoreOftenHaveLowerRanks() {
        EventStream stream = new EventStream(Workload.standard(1000));
        int first = 0;
        int hundredth = 0;
        for (int i = 0; i < 20_000; i++) {
            String member = stream.next().memberId();
            first += member.equals(EventStream.memberId(0)) ? 1 : 0;
            hundredth += member.equals(EventStream.memberId(99)) ? 1 : 0;
        }

        assertThat(first).isGreaterThan(50 * hundredth);
    }
}

package io.metarefresh.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.RecordEncoder;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private static final RecordEncoder<InteractionEvent> ENCODER = new RecordEncoder<>(1, InteractionEvent.class);

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
            InteractionEvent event = i % 2 == 0 ? stream.next() : stream.of(7);
            assertThat(ids.add(event.getEventId())).isTrue();
            assertThat(event.getEventTime().toEpochMilli()).isGreaterThan(last);
            last = event.getEventTime().toEpochMilli();
        }
    }

    @Test
    void anEventIsAboutThreeHundredBytesAndHasTheShapeOfTheReferenceModel() {
        InteractionEvent event = new EventStream(Workload.standard(10_000)).next();

        assertThat(event.getContext().getDense().get("context")).hasSize(64);
        assertThat(ENCODER.encode(event).length).isBetween(310, 325);
    }

    @Test
    void membersThatActMoreOftenHaveLowerRanks() {
        EventStream stream = new EventStream(Workload.standard(1000));
        int first = 0;
        int hundredth = 0;
        for (int i = 0; i < 20_000; i++) {
            String member = stream.next().getMemberId();
            first += member.equals(EventStream.memberId(0)) ? 1 : 0;
            hundredth += member.equals(EventStream.memberId(99)) ? 1 : 0;
        }

        assertThat(first).isGreaterThan(50 * hundredth);
    }
}

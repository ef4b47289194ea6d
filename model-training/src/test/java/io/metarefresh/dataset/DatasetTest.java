package io.metarefresh.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.SupportSet;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.snapshot.EntityKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatasetTest {
    private static final Interaction FIRST = row("e1", "m", "i", 1, 0);
    private static final Interaction SECOND = row("e2", "m", "i", 2, 0);
    private static final Interaction FIRST_AGAIN = row("e1", "m", "i", 1, 0);
    private static final Interaction FIRST_LATER = row("e1", "m", "i", 3, 1);

    @Test
    void ofRowsWithOneEventIdTheOneStaysThatTheJobKeeps() {
        List<Interaction> rows = List.of(FIRST, FIRST_AGAIN, SECOND, FIRST_LATER);
        SupportSet<Interaction> job = new SupportSet<>(new SupportSetRules(10, Duration.ofDays(1)));
        rows.forEach(job::add);

        List<Interaction> kept = once(rows, EntityKind.MEMBER);

        assertThat(kept).containsExactly(SECOND, FIRST_LATER).isEqualTo(job.rows());
    }

    @Test
    void aRepetitionOfEverythingLeavesTheFirst() {
        assertThat(once(List.of(FIRST, SECOND, FIRST_AGAIN), EntityKind.MEMBER))
                .satisfiesExactly(one -> assertThat(one).isSameAs(FIRST), two -> assertThat(two)
                        .isSameAs(SECOND));
    }

    @Test
    void eventIdsAreThoseOfOneEntity() {
        Interaction ofAnother = row("e1", "other", "i", 1, 0);
        assertThat(once(List.of(FIRST, ofAnother), EntityKind.MEMBER)).containsExactly(FIRST, ofAnother);
        assertThat(once(List.of(FIRST, ofAnother), EntityKind.ITEM)).hasSize(1);
    }

    @Test
    void dataWithoutRepetitionStaysAsItIs() {
        Dataset data = new Dataset(List.of(FIRST, SECOND), Map.of());
        assertThat(data.oncePerEvent(EntityKind.MEMBER)).isSameAs(data);
    }

    private static List<Interaction> once(List<Interaction> rows, EntityKind entity) {
        return new Dataset(rows, Map.of()).oncePerEvent(entity).interactions();
    }

    private static Interaction row(String eventId, String member, String item, long time, float label) {
        return new Interaction(eventId, 0, member, item, time, label, 1, Features.NONE);
    }
}

package io.metarefresh.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RefreshPolicyTest {
    private static final long MINUTE = 60_000;

    private static List<Interaction> rowsAt(long... times) {
        List<Interaction> rows = new ArrayList<>();
        for (long time : times) {
            rows.add(new Interaction("e" + rows.size(), 0, "m", "i", time, 1, 1, Features.NONE));
        }
        return rows;
    }

    @Test
    void periodicPolicySeesRowsStrictlyBeforeTheLastTick() {
        List<Interaction> rows = rowsAt(0, MINUTE - 1, MINUTE, MINUTE + 5, 2 * MINUTE);
        assertThat(RefreshPolicy.MINUTELY.visibleRows(rows, 1, 0)).isZero();
        assertThat(RefreshPolicy.MINUTELY.visibleRows(rows, 2, 0)).isEqualTo(2);
        assertThat(RefreshPolicy.MINUTELY.visibleRows(rows, 3, 0)).isEqualTo(2);
        assertThat(RefreshPolicy.MINUTELY.visibleRows(rows, 4, 0)).isEqualTo(4);
    }

    @Test
    void rowsOfTheSameInstantAreNotSeenUnlessOnEveryEvent() {
        List<Interaction> rows = rowsAt(MINUTE, MINUTE, MINUTE);
        assertThat(RefreshPolicy.MINUTELY.visibleRows(rows, 2, 0)).isZero();
        assertThat(RefreshPolicy.EVERY_EVENT.visibleRows(rows, 2, 0)).isEqualTo(2);
    }

    @Test
    void onceSeesWhatLayBeforeTheSplit() {
        assertThat(RefreshPolicy.ONCE.visibleRows(rowsAt(1, 2, 3, 4), 3, 2)).isEqualTo(2);
        assertThat(RefreshPolicy.NEVER.visibleRows(rowsAt(1, 2, 3, 4), 3, 2)).isZero();
    }

    @Test
    void ticksBeforeTheEpochAreOnTheSameGrid() {
        List<Interaction> rows = rowsAt(-MINUTE - 1, -1);
        assertThat(RefreshPolicy.MINUTELY.visibleRows(rows, 1, 0)).isEqualTo(1);
    }

    @Property(tries = 200)
    void fresherPoliciesSeeAtLeastAsMuchAndNeverTheRowItself(
            @ForAll @Size(min = 1, max = 30) List<@LongRange(min = 0, max = 200_000_000) Long> times) {
        List<Interaction> rows =
                rowsAt(times.stream().sorted().mapToLong(Long::longValue).toArray());
        for (int position = 0; position < rows.size(); position++) {
            int seen = 0;
            for (RefreshPolicy policy : List.of(
                    RefreshPolicy.NEVER,
                    RefreshPolicy.DAILY,
                    RefreshPolicy.HOURLY,
                    RefreshPolicy.MINUTELY,
                    RefreshPolicy.EVERY_EVENT)) {
                int now = policy.visibleRows(rows, position, 0);
                assertThat(now).isBetween(seen, position);
                seen = now;
            }
        }
    }
}

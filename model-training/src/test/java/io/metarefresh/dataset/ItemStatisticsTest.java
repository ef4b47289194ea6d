package io.metarefresh.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ItemStatisticsTest {
    private static final Offset<Float> TINY = within(1e-6f);

    @Test
    void areLoggedBeforeTheEventIsAdded() {
        ItemStatistics statistics = new ItemStatistics();

        // Worked by hand: events a:1, a:0, b:1, a:1. Before the first there is no mean: 0.5.
        assertLogged(statistics.logThenAdd("a", 1), (0 + 5 * 0.5) / 5, Math.log(1));
        assertLogged(statistics.logThenAdd("a", 0), (1 + 5 * 1.0) / 6, Math.log(2));
        assertLogged(statistics.logThenAdd("b", 1), (0 + 5 * 0.5) / 5, Math.log(1));
        assertLogged(statistics.logThenAdd("a", 1), (1 + 5 * (2.0 / 3)) / 7, Math.log(3));
    }

    private static void assertLogged(float[] logged, double mean, double logCount) {
        assertThat(logged).hasSize(2);
        assertThat(logged[0]).isCloseTo((float) mean, TINY);
        assertThat(logged[1]).isCloseTo((float) logCount, TINY);
    }
}

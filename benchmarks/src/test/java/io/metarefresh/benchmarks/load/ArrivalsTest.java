package io.metarefresh.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrivalsTest {
    @Test
    void aSteadyLoadHasItsRateAndScatteredGaps() {
        Arrivals arrivals = Arrivals.steady(1000, 1);
        long last = 0;
        int early = 0;
        int late = 0;
        for (int i = 0; i < 10_000; i++) {
            long due = arrivals.nextNanos();
            assertThat(due).isGreaterThanOrEqualTo(last);
            early += due - last < 100_000 ? 1 : 0;
            late += due - last > 3_000_000 ? 1 : 0;
            last = due;
        }

        assertThat(last / 1e9).isBetween(9.6, 10.4);
        // Of exponential gaps with mean 1 ms, 9.5 % are below 0.1 ms and 5 % above 3 ms.
        assertThat(early).isBetween(800, 1100);
        assertThat(late).isBetween(400, 600);
    }

    @Test
    void aBurstRaisesTheRateForItsTimeAlone() {
        Arrivals arrivals = Arrivals.bursts(100, 10, 5, 0.5, 1);
        int quiet = 0;
        int burst = 0;
        for (double due = arrivals.nextNanos() / 1e9; due < 100; due = arrivals.nextNanos() / 1e9) {
            if (due % 5 < 4.5) {
                quiet++;
            } else {
                burst++;
            }
        }

        // 20 periods: 90 s at 100 a second, 10 s at 1,000 a second.
        assertThat(quiet).isBetween(8_600, 9_400);
        assertThat(burst).isBetween(9_600, 10_400);
    }
}

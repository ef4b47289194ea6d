package io.metarefresh.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ZipfRanksTest {
    @Test
    void drawsFollowTheLaw() {
        ZipfRanks ranks = new ZipfRanks(1000, 1.1);
        int draws = 400_000;
        int[] counts = new int[1000];
        Random random = new Random(1);
        for (int i = 0; i < draws; i++) {
            counts[ranks.next(random)]++;
        }

        double sum = 0;
        for (int rank = 0; rank < 1000; rank++) {
            sum += Math.pow(rank + 1, -1.1);
        }
        for (int rank : new int[] {0, 1, 9, 99}) {
            double expected = Math.pow(rank + 1, -1.1) / sum;
            assertThat(ranks.share(rank)).isCloseTo(expected, within(1e-12));
            double deviation = Math.sqrt(expected * (1 - expected) / draws);
            assertThat(counts[rank] / (double) draws).isCloseTo(expected, within(5 * deviation));
        }
    }

    @Test
    void exponentZeroMakesAllAlikeAndReachesTheLast() {
        ZipfRanks ranks = new ZipfRanks(4, 0);
        int[] counts = new int[4];
        Random random = new Random(1);
        for (int i = 0; i < 40_000; i++) {
            counts[ranks.next(random)]++;
        }

        assertThat(Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(9_500, 10_500));
    }
}

package io.metarefresh.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TopicFreshnessTest {
    private final TopicFreshness freshness = new TopicFreshness();

    @Test
    void anInteractionIsMeasuredByTheFirstEmbeddingThatIncludesIt() {
        freshness.interaction("m", 100, 1000);
        freshness.interaction("m", 200, 1010);
        freshness.publication("m", 100, 1007);
        freshness.publication("m", 200, 1050);
        freshness.publication("m", 200, 9000);
        assertThat(freshness.count()).isEqualTo(2);
        assertThat(freshness.quantile(0.5)).isEqualTo(7);
        assertThat(freshness.quantile(1)).isEqualTo(40);
    }

    @Test
    void anotherEntitysEmbeddingMeasuresNothing() {
        freshness.interaction("m", 100, 1000);
        freshness.publication("n", 100, 1007);
        assertThat(freshness.count()).isZero();
        assertThat(freshness.quantile(0.5)).isNaN();
    }

    @Test
    void anEmbeddingWrittenBeforeTheInteractionMeasuresNothing() {
        freshness.interaction("m", 100, 1000);
        freshness.publication("m", 100, 999);
        assertThat(freshness.count()).isZero();
    }

    @Test
    void theHistogramCountsEachOnce() {
        for (long millis : new long[] {0, 1, 2, 7, 10, 60_000}) {
            freshness.measured(1000, 1000 + millis);
        }
        // At most 1, 2, 5, 10, … ms, and more than all bounds.
        assertThat(Arrays.copyOf(freshness.histogram(), 4)).containsExactly(2, 1, 0, 2);
        assertThat(freshness.histogram()[TopicFreshness.BOUNDS_MILLIS.length]).isEqualTo(1);
    }

    @Test
    void quantilesAreOfTheSecondInWhichTheEmbeddingWasWritten() {
        freshness.measured(9_990, 10_000);
        freshness.measured(9_980, 10_500);
        double[] medians = freshness.bySecond(0.5, 12_000);
        assertThat(medians[CountsBySecond.KEPT - 2]).isEqualTo(10);
        assertThat(medians[CountsBySecond.KEPT - 1]).isNaN();
    }
}

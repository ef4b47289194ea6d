package io.metarefresh.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.snapshot.Loss;
import org.junit.jupiter.api.Test;

class PredictionMetricsTest {
    private static final float[] LABELS = {1, 0, 1, 0};

    @Test
    void aucCountsOrderedPairsAndHalfOfTies() {
        PredictionMetrics metrics = new PredictionMetrics(LABELS, Loss.LOGISTIC);
        // Pairs: 0.9 > 0.5, 0.9 > 0.1, 0.5 = 0.5, 0.5 > 0.1.
        assertThat(metrics.auc(new float[] {0.9f, 0.5f, 0.5f, 0.1f}, PredictionMetrics.ALL))
                .isEqualTo(3.5 / 4);
        assertThat(metrics.auc(new float[] {0.9f, 0.5f, 0.5f, 0.1f}, i -> i == 0))
                .isNaN();
    }

    @Test
    void logLossIsTheMeanOfTheNegativeLogarithms() {
        PredictionMetrics metrics = new PredictionMetrics(LABELS, Loss.LOGISTIC);
        float[] predictions = {0.5f, 0.25f, 0.25f, 0};
        assertThat(metrics.loss(predictions, PredictionMetrics.ALL))
                .isCloseTo((Math.log(2) - Math.log(0.75) + Math.log(4)) / 4, within(1e-6));
        assertThat(metrics.loss(predictions, i -> i == 2)).isCloseTo(Math.log(4), within(1e-6));
    }

    @Test
    void aSureMistakeCostsMuchButNotInfinitely() {
        PredictionMetrics metrics = new PredictionMetrics(new float[] {1}, Loss.LOGISTIC);
        assertThat(metrics.loss(new float[] {0}, PredictionMetrics.ALL)).isCloseTo(-Math.log(1e-6), within(1e-9));
    }

    @Test
    void squaredLossHasHalfTheSquareAThresholdInTheMiddleAndNoCalibration() {
        PredictionMetrics metrics = new PredictionMetrics(new float[] {1, 5, 4}, Loss.SQUARED);
        assertThat(metrics.threshold()).isEqualTo(3);
        assertThat(metrics.positiveShare(PredictionMetrics.ALL)).isCloseTo(2.0 / 3, within(1e-9));
        assertThat(metrics.loss(new float[] {1, 3, 5}, PredictionMetrics.ALL)).isCloseTo((2 + 0.5) / 3, within(1e-9));
        assertThat(metrics.calibration(new float[] {1, 3, 5})).isNull();
    }
}

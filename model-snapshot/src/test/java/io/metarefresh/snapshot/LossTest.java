package io.metarefresh.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LossTest {
    private static final double STEP = 1e-6;

    @ParameterizedTest
    @EnumSource
    void theSlopeIsThePredictionMinusTheLabel(Loss loss) {
        for (double score : new double[] {-4, -0.3, 0, 2.5}) {
            for (double label : new double[] {0, 0.25, 1}) {
                double slope = (loss.of(score + STEP, label) - loss.of(score - STEP, label)) / (2 * STEP);
                assertThat(slope)
                        .as("score %s, label %s", score, label)
                        .isCloseTo(loss.prediction(score) - label, within(1e-7));
            }
        }
    }

    @Test
    void theLogisticLossOfAnExtremeScoreIsFinite() {
        assertThat(Loss.LOGISTIC.of(1000, 0)).isEqualTo(1000);
        assertThat(Loss.LOGISTIC.of(-1000, 1)).isEqualTo(1000);
        assertThat(Loss.LOGISTIC.of(1000, 1)).isZero();
    }

    @Test
    void theLogisticLossAllowsProbabilitiesAndTheSquaredLossAnyNumber() {
        assertThat(Loss.LOGISTIC.allows(0) && Loss.LOGISTIC.allows(1)).isTrue();
        assertThat(Loss.LOGISTIC.allows(1.01f) || Loss.LOGISTIC.allows(-0.01f) || Loss.LOGISTIC.allows(Float.NaN))
                .isFalse();
        assertThat(Loss.SQUARED.allows(-7) && Loss.SQUARED.allows(7)).isTrue();
        assertThat(Loss.SQUARED.allows(Float.NaN) || Loss.SQUARED.allows(Float.POSITIVE_INFINITY))
                .isFalse();
    }
}

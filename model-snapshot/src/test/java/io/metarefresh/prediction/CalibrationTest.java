package io.metarefresh.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CalibrationTest {
    @Test
    void expectedErrorIsTheWeightedGapOfTheBins() {
        // Bin 0.2–0.3: mean prediction 0.22, mean label 0.5, 2 of 4 events; bin 0.9–1.0: 0.95 against 1, 2 of 4.
        Calibration calibration = Calibration.of(new float[] {0.21f, 0.23f, 0.9f, 1f}, new float[] {0, 1, 1, 1});
        assertThat(calibration.expectedError()).isCloseTo(0.5 * 0.28 + 0.5 * 0.05, within(1e-6));
        assertThat(calibration.bins()).hasSize(10);
        Calibration.Bin third = calibration.bins().get(2);
        assertThat(third.rows()).isEqualTo(2);
        assertThat(third.meanPrediction()).isCloseTo(0.22, within(1e-6));
        assertThat(third.meanLabel()).isEqualTo(0.5);
        assertThat(calibration.bins().get(9).rows()).isEqualTo(2);
        assertThat(calibration.bins().get(0).meanLabel()).isNaN();
    }

    @Test
    void gapsOfOppositeSignDoNotCancelAcrossBins() {
        Calibration calibration = Calibration.of(new float[] {0.25f, 0.75f}, new float[] {1, 0});
        assertThat(calibration.expectedError()).isCloseTo(0.75, within(1e-6));
    }
}

package io.metarefresh.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationTest {
    private static final double STEP = 1e-6;

    @ParameterizedTest
    @EnumSource
    void theDerivativeIsTheSlopeOfTheValue(Activation activation) {
        for (double z : new double[] {-3, -0.4, 0.2, 1.7}) {
            double slope = (activation.value(z + STEP) - activation.value(z - STEP)) / (2 * STEP);
            assertThat(activation.derivative(z, z > 0)).as("φ′(%s)", z).isCloseTo(slope, within(1e-8));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSlopesOnBothSidesOfZeroDifferWhereThereIsAKink(Activation activation) {
        double left = -activation.value(-STEP) / STEP;
        double right = activation.value(STEP) / STEP;
        assertThat(activation.hasKink()).isEqualTo(Math.abs(right - left) > 0.1);
        assertThat(activation.derivative(0, false)).isCloseTo(left, within(1e-8));
        assertThat(activation.derivative(0, true)).isCloseTo(right, within(1e-8));
    }
}

package io.metarefresh.innerloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.snapshot.Activation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The loops over arrays compute what the definition of every activation says. */
class ActivationKernelTest {
    private static final float[] POINTS = {-9, -1.5f, -0.3f, 0.1f, 0.7f, 2, 9};

    @ParameterizedTest
    @EnumSource
    void theLoopsAgreeWithTheDefinition(Activation activation) {
        ActivationKernel kernel = ActivationKernel.of(activation);
        float[] output = POINTS.clone();
        kernel.activate(output, output.length);
        float[] halves = new float[POINTS.length];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = POINTS[i] / 2;
        }
        float[] ofSum = new float[POINTS.length];
        kernel.addAndActivate(ofSum, halves, halves, halves.length);
        float[] gradient = {3, 3, 3, 3, 3, 3, 3};
        kernel.multiplyByDerivative(gradient, output, output.length);

        for (int i = 0; i < POINTS.length; i++) {
            double z = POINTS[i];
            assertThat((double) output[i]).as("φ(%s)", z).isCloseTo(activation.value(z), within(1e-6));
            assertThat((double) ofSum[i]).as("φ of a sum %s", z).isCloseTo(activation.value(z), within(1e-6));
            assertThat((double) gradient[i])
                    .as("3 φ′(%s)", z)
                    .isCloseTo(3 * activation.derivative(z, z > 0), within(3e-6));
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheBeginningOfAnArrayIsTouched(Activation activation) {
        ActivationKernel kernel = ActivationKernel.of(activation);
        float[] target = {1, -7};
        kernel.activate(target, 1);
        kernel.addAndActivate(target, new float[] {1, 1}, new float[] {1, 1}, 1);
        kernel.multiplyByDerivative(target, new float[] {1, 1}, 1);
        assertThat(target[1]).isEqualTo(-7);
    }

    @Test
    void theDerivativeOfReluIsZeroAtZeroAndKeepsWhatIsNotANumber() {
        float[] gradient = {5, 5, 5, Float.NaN};
        ActivationKernel.of(Activation.RELU).multiplyByDerivative(gradient, new float[] {0, 1e-20f, 7, 1}, 4);
        assertThat(gradient).containsExactly(0, 5, 5, Float.NaN);
    }
}

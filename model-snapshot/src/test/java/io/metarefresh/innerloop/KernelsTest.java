package io.metarefresh.innerloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The loops that replace library functions or change the order of a sum. */
class KernelsTest {

    @Test
    void tanhIsThatOfTheLibraryToAFewUnitsInTheLastPlace() {
        for (float x = -12; x <= 12; x += 0.00137f) {
            double expected = Math.tanh(x);
            assertThat((double) tanh(x)).as("tanh(%s)", x).isCloseTo(expected, within(6e-7 * Math.abs(expected)));
        }
        assertThat(tanh(0)).isZero();
        assertThat(tanh(1e-30f)).isEqualTo(1e-30f, within(1e-36f));
        assertThat(tanh(Float.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(tanh(-3e38f)).isEqualTo(-1);
        assertThat(tanh(Float.NaN)).isNaN();
    }

    @Test
    void sigmoidIsThatOfTheLibraryAndNeverLeavesItsRange() {
        for (float score = -40; score <= 40; score += 0.0071f) {
            float sigmoid = sigmoid(score);
            assertThat((double) sigmoid).as("sigmoid(%s)", score).isCloseTo(1 / (1 + Math.exp(-score)), within(3e-7));
            assertThat(sigmoid).isBetween(0f, 1f);
        }
        assertThat(sigmoid(1e30f)).isEqualTo(1);
        assertThat(sigmoid(-1e30f)).isZero();
        assertThat(sigmoid(Float.NaN)).isNaN();
    }

    @Test
    void theSumOfStretchesIsTheSumOfStretchesForAnyCount() {
        Random random = new Random(3);
        for (int count = 1; count <= 70; count++) {
            int width = 1 + random.nextInt(20);
            float[] block = new float[count * width + 5];
            double[] expected = new double[width];
            for (int i = 0; i < count * width; i++) {
                block[i] = (float) random.nextGaussian();
                expected[i % width] += block[i];
            }
            Kernels.sumStretches(block, width, count, new float[block.length / 2 + 1]);
            for (int w = 0; w < width; w++) {
                assertThat((double) block[w]).as("%s stretches", count).isCloseTo(expected[w], within(1e-5));
            }
        }
    }

    @Test
    void aTileIsThePatternAgainAndAgain() {
        for (int count = 0; count <= 9; count++) {
            float[] target = new float[30];
            Kernels.tile(new float[] {1, 2, 3, 99}, 3, target, count);
            for (int i = 0; i < target.length; i++) {
                assertThat(target[i]).isEqualTo(i < 3 * count ? 1 + i % 3 : 0);
            }
        }
    }

    private static float tanh(float x) {
        float[] values = {x};
        Kernels.tanh(values, 1);
        return values[0];
    }

    private static float sigmoid(float score) {
        float[] target = new float[1];
        Kernels.sigmoid(target, new float[] {score}, 1);
        return target[0];
    }
}

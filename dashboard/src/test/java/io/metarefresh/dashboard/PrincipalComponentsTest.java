package io.metarefresh.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PrincipalComponentsTest {
    /** Wide along the third coordinate, less so along the first, hardly along the others. */
    private static List<float[]> cloud(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            float[] vector = new float[6];
            for (int d = 0; d < vector.length; d++) {
                double wide = d == 2 ? 10 : d == 0 ? 3 : 0.1;
                vector[d] = (float) (wide * (random.nextDouble() - 0.5));
            }
            vectors.add(vector);
        }
        return vectors;
    }

    @Test
    void theAxesAreTheTwoDirectionsOfMostVariance() {
        PrincipalComponents projection = new PrincipalComponents();
        List<float[]> vectors = cloud(1);
        for (int i = 0; i < 5; i++) {
            projection.update(vectors);
        }
        double[] origin = projection.place(new float[6]);
        double[] alongThird = projection.place(new float[] {0, 0, 1, 0, 0, 0});
        double[] alongFirst = projection.place(new float[] {1, 0, 0, 0, 0, 0});
        assertThat(Math.abs(alongThird[0] - origin[0])).isCloseTo(1, within(0.01));
        assertThat(Math.abs(alongFirst[1] - origin[1])).isCloseTo(1, within(0.01));
    }

    @Test
    void theAxesTurnWithTheEmbeddingsAndNeverFlip() {
        PrincipalComponents projection = new PrincipalComponents();
        float[] probe = {1, 0, 2, 0, 0, 0};
        double[] before = null;
        for (int degrees = 0; degrees <= 720; degrees += 5) {
            List<float[]> turned = turned(cloud(1), Math.toRadians(degrees));
            projection.update(turned);
            projection.update(turned);
            double[] now = projection.place(
                    turned(List.of(probe), Math.toRadians(degrees)).get(0));
            if (before != null) {
                assertThat(now[0]).as("%s degrees", degrees).isCloseTo(before[0], within(0.3));
                assertThat(now[1]).as("%s degrees", degrees).isCloseTo(before[1], within(0.3));
            }
            before = now;
        }
    }

    /** Turned in the plane of the first and the third coordinate. */
    private static List<float[]> turned(List<float[]> vectors, double angle) {
        return vectors.stream()
                .map(vector -> {
                    float[] turned = vector.clone();
                    turned[0] = (float) (vector[0] * Math.cos(angle) - vector[2] * Math.sin(angle));
                    turned[2] = (float) (vector[0] * Math.sin(angle) + vector[2] * Math.cos(angle));
                    return turned;
                })
                .toList();
    }

    @Test
    void vectorsWithoutVarianceAndOfOtherLengthsDoNoHarm() {
        PrincipalComponents projection = new PrincipalComponents();
        projection.update(List.of());
        projection.update(List.of(new float[] {1, 1}, new float[] {1, 1}, new float[] {1, 1, 1}));
        assertThat(projection.place(new float[] {1, 1})).containsExactly(0, 0);
        assertThat(projection.place(new float[] {1, 1, 1})).isNull();
    }
}

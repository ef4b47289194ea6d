package io.metarefresh.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AreaUnderCurveTest {
    @Property(tries = 200)
    void isTheShareOfPairsInTheRightOrderTiesCountingHalf(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 9) Integer> scores,
            @ForAll @Size(40) List<Boolean> positive) {
        double[] values = scores.stream().mapToDouble(Integer::doubleValue).toArray();
        float[] labels = new float[values.length];
        double right = 0;
        int pairs = 0;
        for (int i = 0; i < values.length; i++) {
            labels[i] = positive.get(i) ? 1 : 0;
        }
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values.length; j++) {
                if (labels[i] == 1 && labels[j] == 0) {
                    pairs++;
                    right += values[i] > values[j] ? 1 : values[i] == values[j] ? 0.5 : 0;
                }
            }
        }
        double area = AreaUnderCurve.of(values, labels, 0.5f);
        if (pairs == 0) {
            assertThat(area).isNaN();
        } else {
            assertThat(area).isCloseTo(right / pairs, within(1e-12));
        }
    }

    @Test
    void isOneForAPerfectOrder() {
        assertThat(AreaUnderCurve.of(new double[] {-1, 0.2, 3}, new float[] {0, 0, 1}, 0.5f))
                .isEqualTo(1.0);
    }

    @Test
    void aWeightIsAsManyCopiesOfAGroupsRows() {
        int[] groups = {0, 0, 1, 1, 2, 2};
        double[] scores = {0.3, 0.8, 0.5, 0.3, 0.9, 0.1};
        float[] truth = {0, 1, 1, 0, 0, 1};
        int[] weights = {2, 0, 3};
        List<Double> copiedScores = new ArrayList<>();
        List<Float> copiedTruth = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            for (int w = 0; w < weights[groups[i]]; w++) {
                copiedScores.add(scores[i]);
                copiedTruth.add(truth[i]);
            }
        }
        float[] labelsOfCopies = new float[copiedTruth.size()];
        for (int i = 0; i < labelsOfCopies.length; i++) {
            labelsOfCopies[i] = copiedTruth.get(i);
        }
        double expected = AreaUnderCurve.of(
                copiedScores.stream().mapToDouble(Double::doubleValue).toArray(), labelsOfCopies, 0.5f);
        assertThat(new AreaUnderCurve(scores, truth, 0.5f).weighted(groups, weights))
                .isCloseTo(expected, within(1e-12));
        assertThat(new AreaUnderCurve(scores, truth, 0.5f).weighted(groups, new int[3]))
                .isNaN();
    }

    @Test
    void aScoreThatIsNoNumberDoesNotHang() {
        assertThat(AreaUnderCurve.of(new double[] {Double.NaN, 0.5, Double.NaN}, new float[] {0, 1, 1}, 0.5f))
                .isBetween(0.0, 1.0);
    }
}

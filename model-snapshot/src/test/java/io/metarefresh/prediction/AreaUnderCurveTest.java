package io.metarefresh.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
}

package io.metarefresh.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class QuantilesTest {
    @Test
    void quantilesOfTheNumbersToAHundredAreThePercents() {
        double[] values = new double[100];
        Arrays.setAll(values, i -> 100 - i);

        Quantiles quantiles = Quantiles.of(values);

        assertThat(quantiles.at(0.01)).isEqualTo(1);
        assertThat(quantiles.at(0.5)).isEqualTo(50);
        assertThat(quantiles.at(0.99)).isEqualTo(99);
        assertThat(quantiles.at(1)).isEqualTo(100);
        assertThat(quantiles.max()).isEqualTo(100);
    }

    @Test
    void aSingleValueIsEveryQuantile() {
        assertThat(Quantiles.of(new double[] {7}).at(0.001)).isEqualTo(7);
        assertThat(Quantiles.of(new double[] {7}).at(0.999)).isEqualTo(7);
    }

    @Property
    void atLeastThatShareOfTheValuesIsNotGreaterAndNoSmallerValueWouldDo(
            @ForAll @Size(min = 1, max = 50) double[] values, @ForAll @DoubleRange(min = 0.01, max = 1) double q) {
        double quantile = Quantiles.of(values).at(q);

        long notGreater = Arrays.stream(values)
                .filter(v -> Double.compare(v, quantile) <= 0)
                .count();
        long smaller = Arrays.stream(values)
                .filter(v -> Double.compare(v, quantile) < 0)
                .count();
        assertThat((double) notGreater).isGreaterThanOrEqualTo(q * values.length);
        assertThat((double) smaller).isLessThan(q * values.length);
    }

    @Test
    void noValuesHaveNoQuantile() {
        assertThatThrownBy(() -> Quantiles.of(new double[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Quantiles.of(new double[] {1}).at(0)).isInstanceOf(IllegalArgumentException.class);
    }
}

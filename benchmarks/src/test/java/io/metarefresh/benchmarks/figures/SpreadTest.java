package io.metarefresh.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Spread.of(List.of(9, 1, 4))).isEqualTo(new Spread(4, 1, 9, 3));
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0, 5.0))).isEqualTo(new Spread(4.5, 1, 9, 4));
    }

    @Test
    void aSingleMeasurementIsShownWithoutRange() {
        assertThat(Spread.of(List.of(1234.5)).show("%,.0f")).isEqualTo("1,235");
        assertThat(Spread.of(List.of(1, 3)).show("%.1f")).isEqualTo("2.0 (1.0–3.0)");
    }

    @Test
    void nothingMeasuredHasNoSpread() {
        assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}

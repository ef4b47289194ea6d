package io.metarefresh.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void theFirstColumnStandsLeftAndTheOthersRight() {
        Table table = new Table("name", "figure").row("a", "1").row("longer", "1,000");

        assertThat(table.toString().lines()).containsExactly("name    figure", "a            1", "longer   1,000");
    }

    @Test
    void aRowHasAsManyCellsAsTheHeader() {
        assertThatThrownBy(() -> new Table("name", "figure").row("a")).isInstanceOf(IllegalArgumentException.class);
    }
}

package io.metarefresh.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Features;
import io.metarefresh.snapshot.FeatureSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeatureColumnsTest {
    private static FeatureRow row(String item, List<String> genres) {
        return new FeatureRow(item, new Features(Map.of(), Map.of("genres", genres)));
    }

    @Test
    void vocabularyHoldsFrequentIdsOnlyTheMostFrequentFirst() {
        FeatureColumns columns = FeatureColumns.derive(
                "context",
                "item_id",
                List.of(
                        row("b", List.of("x")),
                        row("a", List.of("x", "y")),
                        row("a", List.of()),
                        row("c", List.of("x"))),
                2);
        assertThat(columns.vocabularies().get("item_id")).containsExactly("<unknown>", "a");
        assertThat(columns.vocabularies().get("genres")).containsExactly("<unknown>", "x");
        assertThat(columns.specs()).extracting(FeatureSpec::name).containsExactly("item_id", "genres");
    }

    @Test
    void unknownIdsAreRowZeroAndAbsentListsAreEmpty() {
        FeatureColumns columns = FeatureColumns.derive("context", "item_id", List.of(row("a", List.of("x"))), 1);
        EncodedRows encoded =
                columns.encode(List.of(row("a", List.of("x", "new")), new FeatureRow("z", Features.NONE)));
        assertThat(encoded.ids(0, 0)).containsExactly(1);
        assertThat(encoded.ids(1, 0)).containsExactly(1, 0);
        assertThat(encoded.ids(0, 1)).containsExactly(0);
        assertThat(encoded.ids(1, 1)).isEmpty();
    }

    @Test
    void idsThatAVocabularyFileCannotHoldStayUnknown() {
        FeatureColumns columns =
                FeatureColumns.derive("context", "item_id", List.of(row("line\nbreak", List.of("<unknown>", "ok"))), 1);
        assertThat(columns.vocabularies().get("item_id")).containsExactly("<unknown>");
        assertThat(columns.vocabularies().get("genres")).containsExactly("<unknown>", "ok");
    }
}

package io.metarefresh.evaluation.yardstick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.OnlineFeatures;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeatureTableTest {
    private static final Dataset PLAIN = TestingEvents.of((member, item, x) -> 0.5);

    private static FeatureTable table(Dataset data) {
        return TestingEvents.events(data).table();
    }

    @Test
    void whatTheFileDoesNotLogIsComputedAsAFeatureStoreWould() {
        FeatureTable computed = table(PLAIN);
        FeatureTable logged = table(OnlineFeatures.log(PLAIN));
        assertThat(computed.width()).isEqualTo(2 + 20 + 2 + 3).isEqualTo(logged.width());
        assertThat(column(computed, "member_statistics.1")).isEqualTo(column(logged, "member_statistics.1"));
        assertThat(column(computed, "member_time.3")).isEqualTo(column(logged, "member_time.3"));
    }

    @Test
    void aFeatureOfTheFileIsNotReplacedByAComputedOneOfTheSameName() {
        Dataset own = with(PLAIN, (i, x) -> Map.of("item_trend", new float[] {i}));
        FeatureTable table = table(own);
        assertThat(table.names()).contains("item_trend").doesNotContain("item_trend.1");
        assertThat(column(table, "item_trend")[17]).isEqualTo(17f);
    }

    @Test
    void aMissingFeatureIsNoNumberAndOneOfAnotherWidthIsRefused() {
        FeatureTable table = table(with(PLAIN, (i, x) -> i == 5 ? Map.of() : Map.of("x", x)));
        assertThat(column(table, "x.1")[5]).isNaN();
        Dataset uneven = with(PLAIN, (i, x) -> Map.of("x", i == 2500 ? new float[] {1} : x));
        assertThatThrownBy(() -> table(uneven))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("feature 'x' has width 1 in one row and 2 in another");
    }

    @Test
    void categoriesAreColumnsOfTheTrainingPartAndManyIdsAreNone() {
        List<Interaction> rows = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Features context = new Features(Map.of(), Map.of("genre", List.of("g" + i / 40), "tag", List.of("t" + i)));
            rows.add(new Interaction("e" + i, 0, "m", "i", i, 1, 1, context));
        }
        YardstickEvents events = TestingEvents.events(new Dataset(rows, Map.of()));
        // g2 comes first with event 80, after the split at 70; 70 tags are too many.
        assertThat(events.categories().names()).containsExactly("genre=g0", "genre=g1");
        assertThat(events.categories().of(50)).containsExactly(1);
        assertThat(events.categories().of(90)).isEmpty();
        assertThat(column(events.table(), "genre=g1")[50]).isEqualTo(1f);
        assertThat(column(events.table(), "genre=g1")[30]).isZero();
    }

    @Test
    void profilesAreInputsAsTheyWereBefore() {
        Dataset data = new Dataset(
                PLAIN.interactions(), Map.of("m3", new Features(Map.of("age", new float[] {41}), Map.of())));
        float[] age = column(table(data), "profile.age");
        int of3 = IntStream.range(0, age.length)
                .filter(i -> data.interactions().get(i).memberId().equals("m3"))
                .findFirst()
                .orElseThrow();
        int of4 = IntStream.range(0, age.length)
                .filter(i -> data.interactions().get(i).memberId().equals("m4"))
                .findFirst()
                .orElseThrow();
        assertThat(age[of3]).isEqualTo(41f);
        assertThat(age[of4]).isNaN();
    }

    @Test
    void furtherColumnsStandBehindTheOthers() {
        FeatureTable table = new FeatureTable(List.of("a", "b"), new float[] {1, 2, 3, 4});
        FeatureTable more = table.with(List.of("c"), new float[] {5, 6});
        assertThat(more.names()).containsExactly("a", "b", "c");
        assertThat(more.values()).containsExactly(1, 2, 5, 3, 4, 6);
        assertThat(more.rows(1, 2)).containsExactly(3, 4, 6);
    }

    private interface Dense {
        Map<String, float[]> of(int event, float[] x);
    }

    private static Dataset with(Dataset data, Dense dense) {
        List<Interaction> rows = new ArrayList<>();
        for (int i = 0; i < data.interactions().size(); i++) {
            Interaction row = data.interactions().get(i);
            rows.add(new Interaction(
                    row.eventId(),
                    0,
                    row.memberId(),
                    row.itemId(),
                    row.eventTimeMillis(),
                    row.label(),
                    1,
                    new Features(
                            dense.of(i, row.context().dense().get("x")),
                            row.context().ids())));
        }
        return new Dataset(rows, data.profiles());
    }

    private static float[] column(FeatureTable table, String name) {
        int column = table.names().indexOf(name);
        float[] values = new float[table.values().length / table.width()];
        for (int i = 0; i < values.length; i++) {
            values[i] = table.values()[i * table.width() + column];
        }
        return values;
    }
}

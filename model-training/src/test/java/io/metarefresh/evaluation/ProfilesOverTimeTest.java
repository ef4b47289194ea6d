package io.metarefresh.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.Profiles;
import io.metarefresh.dataset.TimeSplit;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.training.MetaTrainer;
import io.metarefresh.training.ProgressListener;
import io.metarefresh.training.TestingData;
import io.metarefresh.training.TestingSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nothing is learned from a member's later profile, and nothing predicted with it. */
class ProfilesOverTimeTest {
    private static final List<Interaction> ROWS =
            TestingData.oppositeTastes(30, 16, 12, false, false).interactions();
    private static final EvaluationSettings SETTINGS = EvaluationSettings.defaults().toBuilder()
            .effects(false)
            .bootstrapReplicates(0)
            .build();

    private static final Set<String> KNOW_NO_PROFILES =
            Set.of("running_means", "online_biases", "online_factorisation");
    /** They need not split by a feature that tells nothing: whether a later value changes their predictions is left open. */
    private static final Set<String> TREES = Set.of("boosted_trees", "blend");

    /** The value of the entity feature that comes with a row. */
    private interface Value {
        float of(int row);
    }

    @Test
    void anEntityFeatureThatTellsLaterLabelsChangesNothing() {
        Map<String, Integer> lastRow = new HashMap<>();
        Map<String, Float> liked = new HashMap<>();
        for (int i = 0; i < ROWS.size(); i++) {
            lastRow.put(ROWS.get(i).memberId(), i);
            // Even items only: what a member thinks of them is its taste.
            if (Integer.parseInt(ROWS.get(i).itemId().substring(1)) % 2 == 0) {
                liked.merge(ROWS.get(i).memberId(), 2 * ROWS.get(i).label() - 1, Float::sum);
            }
        }
        Value steady = row -> row < 30 ? row % 3 : ROWS.get(row).memberId().length();
        Value telling = row -> lastRow.get(ROWS.get(row).memberId()) == row
                ? liked.getOrDefault(ROWS.get(row).memberId(), 0f)
                : steady.of(row);

        EvaluationReport honest = report(steady);
        EvaluationReport tempted = report(telling);

        for (EvaluationReport.Column column : honest.columns()) {
            assertThat(tempted.column(column.name()).predictions())
                    .as(column.name())
                    .isEqualTo(column.predictions());
            assertThat(tempted.column(column.name()).auc()).isEqualTo(column.auc());
        }
    }

    @Test
    void aProfileCountsFromTheNextEventOn() {
        int changed = 400;
        Value steady = row -> row % 3;
        EvaluationReport before = report(steady);
        EvaluationReport after = report(row -> row < changed ? steady.of(row) : 100 + row);
        int split = before.data().eventsBeforeSplit();
        for (EvaluationReport.Column column : before.columns()) {
            float[] predictions = after.column(column.name()).predictions();
            for (int i = 0; i <= changed - split; i++) {
                // Other profiles later make other batches, and with them another last bit.
                assertThat(predictions[i])
                        .as("%s, event %d", column.name(), i)
                        .isCloseTo(column.predictions()[i], within(1e-5f));
            }
            if (!TREES.contains(column.name())) {
                assertThat(predictions[predictions.length - 1] == column.predictions()[predictions.length - 1])
                        .as(column.name())
                        .isEqualTo(KNOW_NO_PROFILES.contains(column.name()));
            }
        }
    }

    private static EvaluationReport report(Value value) {
        Profiles.Builder profiles = new Profiles.Builder();
        for (int i = 0; i < ROWS.size(); i++) {
            Features features = new Features(Map.of("value", new float[] {value.of(i)}), Map.of());
            profiles.add(ROWS.get(i).memberId(), ROWS.get(i).eventTimeMillis(), features);
        }
        Dataset data = new Dataset(ROWS, profiles.build());
        Dataset first = TimeSplit.of(data, SETTINGS.trainShare()).first();
        return Evaluation.run(
                MetaTrainer.train(first, TestingSettings.passes(4), ProgressListener.SILENT),
                data,
                SETTINGS,
                EvaluationListener.SILENT);
    }
}

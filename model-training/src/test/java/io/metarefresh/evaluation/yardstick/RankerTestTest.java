package io.metarefresh.evaluation.yardstick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.prediction.PredictionMetrics;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.training.MetaTrainer;
import io.metarefresh.training.ProgressListener;
import io.metarefresh.training.TestingData;
import io.metarefresh.training.TestingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RankerTestTest {
    @Test
    void treesGainByAPredictionOfATasteThatNoColumnTells() {
        // Only a member's own history with items of one parity tells its taste: no running mean does.
        Dataset data = TestingData.oppositeTastes(60, 40, 12, false, false);
        int split = data.interactions().size() * 7 / 10;
        List<Integer> trainedOn = new ArrayList<>();
        Snapshot snapshot = trained(new Dataset(data.interactions().subList(0, split), data.profiles()));
        Yardsticks yardsticks =
                new Yardsticks(data, split, EntityKind.MEMBER, Loss.LOGISTIC, 1, 2, (stage, done, total) -> {});
        RankerTest.Outcome outcome = new RankerTest(yardsticks, snapshot, first -> {
                    trainedOn.add(first.interactions().size());
                    return trained(first);
                })
                .run();
        assertThat(outcome.notes()).isEmpty();
        assertThat(outcome.columns())
                .extracting(RankerTest.Column::name)
                .containsExactly("ranker_trees", "ranker_trees_prediction", "ranker_trees_vector", "ranker_trees_both");
        // Three to six sevenths of 1,680 events.
        assertThat(trainedOn).containsExactly(720, 960, 1200, 1440);
        double without = auc(data, split, outcome.columns().get(0));
        assertThat(auc(data, split, outcome.columns().get(1))).isGreaterThan(without + 0.1);
        assertThat(auc(data, split, outcome.columns().get(3))).isGreaterThan(without + 0.1);
    }

    private static Snapshot trained(Dataset data) {
        return MetaTrainer.train(data, TestingSettings.passes(20), ProgressListener.SILENT);
    }

    private static double auc(Dataset data, int split, RankerTest.Column column) {
        float[] labels = new float[column.values().length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = data.interactions().get(split + i).label();
        }
        return new PredictionMetrics(labels, Loss.LOGISTIC).auc(column.values());
    }

    @Test
    void vectorsOfATurnedSpaceAreTurnedBack() {
        SplittableRandom random = new SplittableRandom(5);
        List<float[]> source = new ArrayList<>();
        List<float[]> target = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            float a = (float) random.nextGaussian();
            float b = (float) random.nextGaussian();
            source.add(new float[] {a, b});
            target.add(turned(a, b));
        }
        VectorAlignment alignment = VectorAlignment.between(source, target);
        assertThat(alignment.map(new float[] {0.5f, -2})).containsExactly(turned(0.5f, -2), within(0.02f));
    }

    private static float[] turned(float a, float b) {
        return new float[] {3 + 0.6f * a - 0.8f * b, -1 + 0.8f * a + 0.6f * b};
    }
}

package io.metarefresh.evaluation.yardstick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.evaluation.yardstick.Yardstick.Progress;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.training.TestingData;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class YardstickTest {
    private static final double LN_2 = Math.log(2);

    @Test
    void biasesLearnWhoLikesAndWhatIsLiked() throws Exception {
        Dataset data = TestingEvents.of((member, item, x) -> member % 2 == 0 ? 0.95 : 0.05);
        YardstickEvents events = TestingEvents.events(data);
        double noise = -0.95 * Math.log(0.95) - 0.05 * Math.log(0.05);
        assertThat(TestingEvents.lossOf(new OnlineBiases(), events)).isBetween(noise - 0.05, noise + 0.1);
    }

    @Test
    void biasesGoOnLearningAfterTheSplit() throws Exception {
        // From the split on everybody likes what was disliked before.
        Dataset data = TestingEvents.of((member, item, x) -> 0.9);
        int split = TestingEvents.events(data).split();
        List<Interaction> rows = new ArrayList<>(data.interactions());
        rows.subList(split, rows.size()).replaceAll(row -> relabelled(row, 1 - row.label()));
        YardstickEvents events = TestingEvents.events(new Dataset(rows, Map.of()));
        float[] predictions =
                new OnlineBiases().predict(events, Progress.SILENT).values();
        assertThat(predictions[0]).isGreaterThan(0.8f);
        assertThat(mean(predictions, predictions.length - 100, predictions.length))
                .isLessThan(0.75);
    }

    @Test
    void factorisationFindsATasteOfRankOneThatBiasesCannot() throws Exception {
        YardstickEvents events =
                TestingEvents.events(TestingEvents.of((member, item, x) -> member % 2 == item % 2 ? 0.9 : 0.1));
        assertThat(TestingEvents.lossOf(new OnlineBiases(), events)).isGreaterThan(LN_2 - 0.03);
        assertThat(TestingEvents.lossOf(new OnlineFactorisation(), events)).isLessThan(LN_2 - 0.2);
    }

    @Test
    void regressionFindsTheColumnThatInforms() throws Exception {
        YardstickEvents events =
                TestingEvents.events(TestingEvents.of((member, item, x) -> 1 / (1 + Math.exp(-6 * x[1]))));
        assertThat(TestingEvents.lossOf(new LogisticRegression(), events)).isLessThan(LN_2 - 0.25);
        assertThat(TestingEvents.lossOf(new OnlineFactorisation(), events)).isGreaterThan(LN_2 - 0.03);
    }

    @Test
    void regressionIsWhatItsEquationsSay() {
        // One column and no noise: the gradient of the penalised loss is zero at the fit.
        float[] column = {-2, -1, 0, 1, 2, 3, Float.NaN, -3};
        float[] labels = {0, 1, 0, 1, 1, 1, 0, 0};
        FeatureTable table = new FeatureTable(List.of("x"), column);
        double l2 = 0.5;
        float[] fitted = LinearModel.fit(table, labels, 8, Loss.LOGISTIC, l2).predict(table, 0, 8);
        double mean = 0;
        double deviation = Math.sqrt(28 / 7.0);
        double residuals = 0;
        double slope = 0;
        for (int i = 0; i < 8; i++) {
            double x = Float.isNaN(column[i]) ? 0 : (column[i] - mean) / deviation;
            residuals += fitted[i] - labels[i];
            slope += (fitted[i] - labels[i]) * x;
        }
        // The weight from two fitted logits, whose x are one deviation half apart.
        double weight = (Blend.logit(fitted[3]) - Blend.logit(fitted[2])) * deviation;
        assertThat(residuals).isCloseTo(0, within(1e-4));
        assertThat(slope + l2 * weight).isCloseTo(0, within(1e-4));
    }

    @Test
    void treesFindAnInteractionThatRegressionCannot() throws Exception {
        YardstickEvents events =
                TestingEvents.events(TestingEvents.of((member, item, x) -> x[0] * x[1] > 0 ? 0.9 : 0.1));
        assertThat(TestingEvents.lossOf(new LogisticRegression(), events)).isGreaterThan(LN_2 - 0.03);
        assertThat(TestingEvents.lossOf(new BoostedTrees(), events)).isLessThan(LN_2 - 0.2);
    }

    @Test
    void aBlendIsTheMeanOfLogitsOrOfPredictions() throws Exception {
        Dataset data = TestingEvents.of((member, item, x) -> 0.5);
        Yardstick sure = (events, progress) -> new Yardstick.Prediction(new float[] {0.9f, 0.2f}, "");
        Yardstick unsure = (events, progress) -> new Yardstick.Prediction(new float[] {0.5f, 0.2f}, "");
        // logit 0.9 = ln 9; half of it is ln 3, of which the probability is 3/4.
        assertThat(new Blend(sure, unsure)
                        .predict(TestingEvents.events(data), Progress.SILENT)
                        .values())
                .containsExactly(new float[] {0.75f, 0.2f}, within(1e-6f));
        assertThat(new Blend(sure, unsure)
                        .predict(TestingEvents.events(data, Loss.SQUARED), Progress.SILENT)
                        .values())
                .containsExactly(new float[] {0.7f, 0.2f}, within(1e-6f));
    }

    @ParameterizedTest
    @EnumSource(YardstickName.class)
    void aLaterLabelChangesNoEarlierPrediction(YardstickName name) {
        Dataset data = TestingEvents.of((member, item, x) -> member % 2 == item % 2 ? 0.9 : 0.1);
        int split = TestingEvents.events(data).split();
        int changed = split + 300;
        List<Interaction> rows = new ArrayList<>(data.interactions());
        rows.subList(changed, rows.size()).replaceAll(row -> relabelled(row, 1 - row.label()));
        float[] before = values(data, name, Loss.LOGISTIC);
        float[] after = values(new Dataset(rows, Map.of()), name, Loss.LOGISTIC);
        // The changed event itself is predicted before its label is known.
        for (int i = 0; i <= changed - split; i++) {
            assertThat(after[i]).as("event %d", i).isEqualTo(before[i]);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = YardstickName.class,
            names = {"ONLINE_BIASES", "ONLINE_FACTORISATION", "LOGISTIC_REGRESSION", "BOOSTED_TREES", "BLEND"})
    void ratingsArePredictedOnTheirOwnScale(YardstickName name) {
        Dataset ratings =
                TestingData.relabelled(TestingEvents.of((member, item, x) -> member % 2 == 0 ? 0.95 : 0.05), 4, 3);
        YardstickEvents events = TestingEvents.events(ratings, Loss.SQUARED);
        // Variance of a label that is 5 in 95 % and 1 in the rest, halved: 0.38.
        assertThat(events.loss(values(ratings, name, Loss.SQUARED), events.split()))
                .isLessThan(0.7);
    }

    @Test
    void theSameSeedGivesTheSamePredictionsOnAnyNumberOfThreads() {
        Dataset data = TestingEvents.of((member, item, x) -> member % 2 == item % 2 ? 0.9 : 0.1);
        for (YardstickName name : List.of(YardstickName.ONLINE_FACTORISATION, YardstickName.BOOSTED_TREES)) {
            assertThat(run(data, Set.of(name), Loss.LOGISTIC, 1)
                            .outcomes()
                            .get(0)
                            .values())
                    .isEqualTo(run(data, Set.of(name), Loss.LOGISTIC, 3)
                            .outcomes()
                            .get(0)
                            .values());
        }
    }

    @Test
    void aYardstickThatCannotBeHadIsANoteAndSoIsWhatIsMadeOfIt() throws Exception {
        Yardstick missing = (events, progress) -> {
            throw new Yardstick.UnavailableException("no library", null);
        };
        Yardsticks yardsticks =
                new Yardsticks(
                        TestingEvents.of((member, item, x) -> 0.5),
                        2100,
                        EntityKind.MEMBER,
                        Loss.LOGISTIC,
                        1,
                        2,
                        (stage, done, total) -> {}) {
                    @Override
                    Yardstick yardstick(YardstickName name) {
                        return name == YardstickName.BOOSTED_TREES ? missing : super.yardstick(name);
                    }
                };
        Yardsticks.Outcomes outcomes = yardsticks.run(
                EnumSet.of(YardstickName.RUNNING_MEANS, YardstickName.BOOSTED_TREES, YardstickName.BLEND));
        assertThat(outcomes.outcomes())
                .extracting(Yardsticks.Outcome::name)
                .containsExactly(YardstickName.RUNNING_MEANS);
        assertThat(outcomes.notes())
                .containsExactly("boosted_trees is left out: no library", "blend is left out: no library");
    }

    @Test
    void oneEventBeforeTheSplitIsEnough() {
        List<Interaction> few =
                TestingEvents.of((member, item, x) -> 0.5).interactions().subList(0, 4);
        for (int split = 1; split < 4; split++) {
            Yardsticks.Outcomes outcomes = new Yardsticks(
                            new Dataset(few, Map.of()),
                            split,
                            EntityKind.MEMBER,
                            Loss.LOGISTIC,
                            1,
                            2,
                            (stage, done, total) -> {})
                    .run(EnumSet.range(YardstickName.RUNNING_MEANS, YardstickName.BLEND));
            assertThat(outcomes.notes()).isEmpty();
            int predicted = few.size() - split;
            assertThat(outcomes.outcomes()).hasSize(6).allSatisfy(o -> {
                assertThat(o.values()).hasSize(predicted);
                assertThat(FactorisationModel.isFinite(o.values()))
                        .as("%s", o.name())
                        .isTrue();
            });
        }
    }

    private static float[] values(Dataset data, YardstickName name, Loss loss) {
        return run(data, Set.of(name), loss, 2).outcomes().get(0).values();
    }

    private static Yardsticks.Outcomes run(Dataset data, Set<YardstickName> names, Loss loss, int threads) {
        int split = data.interactions().size() * 7 / 10;
        return new Yardsticks(data, split, EntityKind.MEMBER, loss, 1, threads, (stage, done, total) -> {}).run(names);
    }

    private static Interaction relabelled(Interaction row, float label) {
        return new Interaction(
                row.eventId(),
                row.eventVersion(),
                row.memberId(),
                row.itemId(),
                row.eventTimeMillis(),
                label,
                row.weight(),
                row.context());
    }

    private static double mean(float[] values, int from, int until) {
        double sum = 0;
        for (int i = from; i < until; i++) {
            sum += values[i];
        }
        return sum / (until - from);
    }
}

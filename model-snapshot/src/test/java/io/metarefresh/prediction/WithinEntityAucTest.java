package io.metarefresh.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.snapshot.Loss;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WithinEntityAucTest {
    @Test
    void isTheMeanOverEntitiesByTheirEvents() {
        double[] scores = {0.9, 0.1, 0.8, 0.2, 0.5, 0.4, 0.4};
        float[] labels = {1, 0, 0, 1, 0, 1, 1};
        int[] entities = {7, 7, 3, 3, 3, 9, 9};
        // Entity 7 has area 1 and two events, entity 3 has area 0 and three, entity 9 has no negative.
        assertThat(WithinEntityAuc.of(scores, labels, 0.5f, entities)).isCloseTo(2.0 / 5, within(1e-12));
    }

    @Test
    void tellingEntitiesApartIsWorthNothing() {
        double[] scores = {0.9, 0.9, 0.9, 0.1, 0.1, 0.1};
        float[] labels = {1, 1, 0, 1, 0, 0};
        int[] entities = {1, 1, 1, 2, 2, 2};
        assertThat(WithinEntityAuc.of(scores, labels, 0.5f, entities)).isEqualTo(0.5);
        assertThat(AreaUnderCurve.of(scores, labels, 0.5f)).isGreaterThan(0.6);
    }

    @Test
    void isNoNumberWhereNoEntityHasBothLabels() {
        assertThat(WithinEntityAuc.of(new double[] {0.1, 0.2}, new float[] {0, 1}, 0.5f, new int[] {1, 2}))
                .isNaN();
        assertThat(WithinEntityAuc.of(new double[0], new float[0], 0.5f, new int[0]))
                .isNaN();
    }

    @Test
    void onlySomeEventsCountWhereAsked() {
        PredictionMetrics metrics = new PredictionMetrics(new float[] {1, 0, 0, 1}, Loss.LOGISTIC);
        float[] predictions = {0.9f, 0.1f, 0.9f, 0.1f};
        int[] entities = {1, 1, 1, 1};
        assertThat(metrics.aucWithinEntities(predictions, entities, i -> i < 2)).isEqualTo(1);
        assertThat(metrics.aucWithinEntities(predictions, entities, i -> i >= 2))
                .isZero();
        assertThat(metrics.aucWithinEntities(predictions, entities, PredictionMetrics.ALL))
                .isEqualTo(0.5);
    }

    /**
     * What a reader of this figure must know. Members differ in how often they like, and in nothing else; the running mean is the best
     * predictor there is. Yet it ranks each member's own events the wrong way round: given how many of them were liked, a like seen before
     * leaves fewer for what comes. The fewer events, the stronger.
     */
    @ParameterizedTest
    @CsvSource({"2, 5, 0.07", "5, 10, 0.13", "10, 20, 0.21", "20, 200, 0.43"})
    void theBestPredictorOfAMemberWithoutTasteIsBelowAHalf(int first, int end, double expected) {
        SplittableRandom random = new SplittableRandom(1);
        int members = 2000;
        int events = end - first;
        double[] scores = new double[members * events];
        float[] labels = new float[scores.length];
        int[] entities = new int[scores.length];
        for (int member = 0; member < members; member++) {
            double share = 0.35 + 0.6 * random.nextDouble();
            double sum = 5 * 0.65;
            for (int event = 0; event < end; event++) {
                float label = random.nextDouble() < share ? 1 : 0;
                if (event >= first) {
                    int at = member * events + event - first;
                    scores[at] = sum / (event + 5);
                    labels[at] = label;
                    entities[at] = member;
                }
                sum += label;
            }
        }
        assertThat(WithinEntityAuc.of(scores, labels, 0.5f, entities)).isCloseTo(expected, within(0.03));
        assertThat(AreaUnderCurve.of(scores, labels, 0.5f)).isGreaterThan(0.5);
    }
}

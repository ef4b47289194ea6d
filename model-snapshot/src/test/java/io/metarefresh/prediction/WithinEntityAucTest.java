package io.metarefresh.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.snapshot.Loss;
import org.junit.jupiter.api.Test;

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
}

package io.metarefresh.innerloop;

import static io.metarefresh.innerloop.Agreement.assertAgrees;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** AGREE: an independent implementation (PyTorch autograd in double precision, full matrices) gives the same numbers to 1e-5. */
class AgreeTest {

    static List<GoldenVectors.Case> cases() throws Exception {
        return GoldenVectors.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void adaptedEmbeddingsAndLossesAreThoseOfAutograd(GoldenVectors.Case c) {
        try (InnerLoop innerLoop = new InnerLoop(c.snapshot())) {
            assertAllAgree(c.entities(), innerLoop.adapt(c.tasks()));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anEntityAloneGetsTheSameAsInABatchInAnyOrder(GoldenVectors.Case c) {
        List<GoldenVectors.Entity> reversed = new ArrayList<>(c.entities());
        Collections.reverse(reversed);
        try (InnerLoop innerLoop = new InnerLoop(c.snapshot())) {
            assertAllAgree(
                    reversed,
                    innerLoop.adapt(
                            reversed.stream().map(GoldenVectors.Entity::task).toList()));
            for (GoldenVectors.Entity entity : c.entities()) {
                assertAllAgree(List.of(entity), innerLoop.adapt(List.of(entity.task())));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void unadaptedEmbeddingsAreThoseOfTheFrozenMetaBlock(GoldenVectors.Case c) {
        try (InnerLoop innerLoop = new InnerLoop(c.snapshot())) {
            for (GoldenVectors.Entity entity : c.entities()) {
                SupportTask task = entity.task();
                assertAgrees(
                        task.entityId(),
                        innerLoop.unadapted(task.entityId(), task.profile()),
                        entity.expected().unadapted());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void predictionsWithTheAdaptedEmbeddingAreThoseOfTheGlobalBlock(GoldenVectors.Case c) {
        try (InnerLoop innerLoop = new InnerLoop(c.snapshot());
                Scorer scorer = new Scorer(c.snapshot())) {
            List<Adaptation> adaptations = innerLoop.adapt(c.tasks());
            for (int m = 0; m < adaptations.size(); m++) {
                GoldenVectors.Entity entity = c.entities().get(m);
                float[] embedding = adaptations.get(m).embedding();
                assertAgrees(
                        entity.task().entityId(),
                        scorer.predict(Collections.nCopies(entity.queries().size(), embedding), entity.queries()),
                        entity.expected().predictions());
            }
        }
    }

    @Test
    void theCasesCoverWhatTheFormatOffers() throws Exception {
        List<GoldenVectors.Case> cases = GoldenVectors.all();
        assertThat(cases).hasSizeGreaterThanOrEqualTo(20);
        assertThat(cases)
                .extracting(c -> c.snapshot().manifest().innerLoop().steps())
                .contains(0, 1, 3, 5);
        assertThat(cases)
                .as("adapting must change something, or the comparison proves nothing")
                .filteredOn(c -> c.snapshot().manifest().innerLoop().steps() > 0)
                .allSatisfy(c -> assertThat(c.entities())
                        .anySatisfy(e -> assertThat(e.expected().embedding())
                                .isNotEqualTo(e.expected().unadapted())));
    }

    private static void assertAllAgree(List<GoldenVectors.Entity> entities, List<Adaptation> actual) {
        assertThat(actual).hasSameSizeAs(entities);
        for (int m = 0; m < entities.size(); m++) {
            String id = entities.get(m).task().entityId();
            GoldenVectors.Expected expected = entities.get(m).expected();
            Adaptation adaptation = actual.get(m);
            assertThat(adaptation.guarded()).as(id).isFalse();
            assertThat(adaptation.supportSize()).as(id).isEqualTo(expected.supportSize());
            assertAgrees(id, adaptation.embedding(), expected.embedding());
            assertLoss(id + " loss before", adaptation.supportLossBefore(), expected.lossBefore());
            assertLoss(id + " loss after", adaptation.supportLossAfter(), expected.lossAfter());
        }
    }

    private static void assertLoss(String what, Float actual, Double expected) {
        if (expected == null) {
            assertThat(actual).as(what).isNull();
        } else {
            assertThat(actual).as(what).isNotNull();
            assertAgrees(what, actual, expected);
        }
    }
}

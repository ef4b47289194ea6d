package io.metarefresh.innerloop;

import static io.metarefresh.innerloop.Agreement.assertAgrees;
import static io.metarefresh.innerloop.Agreement.widen;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PURE and AGREE: who else is in the batch, and where an entity stands in it, does not matter. */
class BatchLayoutTest {
    // Tanh everywhere: no kink can make two roundings differ by more than rounding.
    private static final TestingModels.Shape SMALL = TestingModels.small();

    @ParameterizedTest
    @ValueSource(ints = {0, 150, 299})
    void anEntityAloneAgreesWithItselfInABatchOf300(int position) {
        Snapshot snapshot = TestingModels.snapshot(SMALL, 11);
        SupportTask task = TestingModels.task(SMALL, 17, 4711);
        List<SupportTask> batch = new ArrayList<>(tasks(SMALL, 299));
        batch.add(position, task);
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            Adaptation alone = innerLoop.adapt(List.of(task)).get(0);
            Adaptation together = innerLoop.adapt(batch).get(position);
            assertSame(together, alone);
        }
    }

    @Test
    void aBatchInReverseOrderGivesTheSameResultsInReverseOrder() {
        Snapshot snapshot = TestingModels.snapshot(SMALL, 12);
        List<SupportTask> tasks = tasks(SMALL, 40);
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            List<Adaptation> forward = innerLoop.adapt(tasks);
            List<SupportTask> reversed = new ArrayList<>(tasks);
            Collections.reverse(reversed);
            List<Adaptation> backward = innerLoop.adapt(reversed);
            for (int i = 0; i < tasks.size(); i++) {
                assertSame(backward.get(tasks.size() - 1 - i), forward.get(i));
            }
        }
    }

    @Test
    void theSameBatchGivesTheSameBitsAgainAndInAnotherInstance() {
        TestingModels.Shape shape = TestingModels.r1();
        Snapshot snapshot = TestingModels.snapshot(shape, 13);
        List<SupportTask> tasks = tasks(shape, 70);
        try (InnerLoop one = new InnerLoop(snapshot);
                InnerLoop other = new InnerLoop(snapshot)) {
            List<Adaptation> first = one.adapt(tasks);
            one.adapt(tasks(shape, 90));
            assertSameBits(one.adapt(tasks), first);
            assertSameBits(other.adapt(tasks), first);
        }
    }

    @Test
    void aBatchLargerThanAnyChunkKeepsOrderAndNumbers() {
        Snapshot snapshot = TestingModels.snapshot(SMALL, 14);
        List<SupportTask> tasks = IntStream.range(0, 1500)
                .mapToObj(i -> TestingModels.task(SMALL, i % 13 == 0 ? 0 : i % 25, i))
                .toList();
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            List<Adaptation> all = innerLoop.adapt(tasks);
            assertThat(all).hasSize(1500);
            for (int i = 0; i < tasks.size(); i += 97) {
                assertSame(all.get(i), innerLoop.adapt(List.of(tasks.get(i))).get(0));
            }
        }
    }

    @Test
    void oneEntityWithMoreRowsThanAChunkAgreesWithFullMatricesInDoublePrecision() {
        InnerLoopSpec spec = new InnerLoopSpec(3, Loss.LOGISTIC, 4, null, 5000, Duration.ofDays(9000), null, null);
        TestingModels.Shape shape = SMALL.withInnerLoop(spec);
        Snapshot snapshot = TestingModels.snapshot(shape, 16);
        SupportTask busy = TestingModels.task(shape, 5000, 1);
        SupportTask calm = TestingModels.task(shape, 3, 2);
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            List<Adaptation> results = innerLoop.adapt(List.of(calm, busy, calm));
            ReferenceInnerLoop.Result expected = new ReferenceInnerLoop(snapshot).adapt(busy);
            assertThat(results.get(1).supportSize()).isEqualTo(5000);
            assertAgrees("embedding", results.get(1).embedding(), expected.embedding());
            assertAgrees("loss after", results.get(1).supportLossAfter(), expected.lossAfter());
            assertSame(results.get(2), results.get(0));
        }
    }

    @Test
    void instancesSideBySideInTwoThreadsGiveTheSameBits() throws Exception {
        TestingModels.Shape shape = TestingModels.r1();
        Snapshot snapshot = TestingModels.snapshot(shape, 17);
        List<SupportTask> tasks = tasks(shape, 60);
        Callable<List<Adaptation>> adaptOften = () -> {
            try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
                List<Adaptation> results = innerLoop.adapt(tasks);
                for (int i = 0; i < 10; i++) {
                    assertSameBits(innerLoop.adapt(tasks), results);
                }
                return results;
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<List<Adaptation>>> results = threads.invokeAll(List.of(adaptOften, adaptOften));
            assertSameBits(results.get(0).get(), results.get(1).get());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void predictionsTogetherAgreeWithPredictionsOneByOne() {
        Snapshot snapshot = TestingModels.snapshot(SMALL, 15);
        List<float[]> embeddings = new ArrayList<>();
        List<Interaction> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            SupportTask task = TestingModels.task(SMALL, 20, i);
            for (Interaction row : task.rows()) {
                embeddings.add(new float[] {i * 0.01f, 1, -1, 0.5f, -i * 0.01f});
                rows.add(row);
            }
        }
        try (Scorer scorer = new Scorer(snapshot)) {
            float[] together = scorer.predict(embeddings, rows);
            assertThat(together).hasSize(6000);
            for (int i = 0; i < rows.size(); i += 401) {
                Interaction row = rows.get(i);
                assertAgrees(
                        "row " + i,
                        together[i],
                        scorer.predict(embeddings.get(i), row.memberId(), row.itemId(), row.context()));
            }
        }
    }

    private static List<SupportTask> tasks(TestingModels.Shape shape, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> TestingModels.task(shape, i % 30, i))
                .toList();
    }

    private static void assertSame(Adaptation actual, Adaptation expected) {
        assertAgrees("embedding", actual.embedding(), widen(expected.embedding()));
        assertThat(actual.supportSize()).isEqualTo(expected.supportSize());
        assertThat(actual.supportLossBefore() == null).isEqualTo(expected.supportLossBefore() == null);
        if (actual.supportLossBefore() != null) {
            assertAgrees("loss before", actual.supportLossBefore(), expected.supportLossBefore());
            assertAgrees("loss after", actual.supportLossAfter(), expected.supportLossAfter());
        }
    }

    private static void assertSameBits(List<Adaptation> actual, List<Adaptation> expected) {
        assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
    }
}

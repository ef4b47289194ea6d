package io.metarefresh.job.flink.operator;

import static io.metarefresh.job.TestingEvents.interaction;
import static io.metarefresh.job.TestingEvents.profile;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.batch.BatchRules;
import io.metarefresh.job.batch.EmbeddingModel;
import io.metarefresh.job.batch.SnapshotModel;
import io.metarefresh.job.flink.serializer.PublicationSerializer;
import io.metarefresh.job.lift.LiftSample;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.SideInput;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The short form of {@code deploy/e2e/soak.sh}: the keyed step on RocksDB and the real inner loop, day after day, the same members, a
 * savepoint and a rollout a day. After some days nothing may grow. What it counts does not depend on a clock: timers, the bytes
 * that a savepoint holds, open models with their native memory, and the heap that is left after a collection.
 */
class SoakTest {
    private static final int MEMBERS = 100;
    private static final int EVENTS_OF_A_MEMBER = 30;
    private static final int DAYS_OF_WARM_UP = 4;
    private static final int DAYS = 12;
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    /** A tenth of what the interactions between the two looks would take. */
    private static final long HEAP_TOLERANCE = 1 << 20;

    private static final MemberRules RULES = new MemberRules(
            TestingSnapshots.MAX_SIZE,
            Duration.ofHours(20),
            Duration.ofMillis(500),
            Duration.ofHours(20),
            Duration.ofDays(30),
            Duration.ofDays(1));

    private final AtomicInteger openModels = new AtomicInteger();
    private final Snapshot snapshot = TestingSnapshots.snapshot(EntityKind.MEMBER);
    private TestingKeyedStep step;
    private KeyedTwoInputStreamOperatorTestHarness<String, EntityInteraction, SideInput, InnerLoopInput> keyedStep;
    private OneInputStreamOperatorTestHarness<InnerLoopInput, Publication> innerLoop;
    private long nowMillis = 1_000;
    private long published;

    /** What is held at the end of a day. */
    private record Held(int eventTimers, int processingTimers, long stateBytes, int openModels, long heapBytes) {}

    @BeforeEach
    void open() throws Exception {
        ModelFactory models =
                admitted -> counted(new SnapshotModel(TestingSnapshots.next(snapshot, admitted.modelVersion())));
        innerLoop = new OneInputStreamOperatorTestHarness<>(
                new InnerLoopOperator.Factory(new BatchRules(64, Duration.ofMillis(5)), new LiftSample(1), models));
        innerLoop.setup(new PublicationSerializer());
        innerLoop.open();
        step = new TestingKeyedStep(
                RULES,
                new SupportSetOperator.Settings(
                        TestingSnapshots.admitted(1), 1_000_000, TestingRefreshHarness.CACHE_BYTES, models),
                TestingKeyedStep.Subtask.ONLY,
                TestingBackend.ROCKSDB.open(),
                nowMillis,
                null);
        keyedStep = step.harness;
    }

    private EmbeddingModel counted(EmbeddingModel model) {
        openModels.incrementAndGet();
        return (EmbeddingModel) Proxy.newProxyInstance(
                SoakTest.class.getClassLoader(), new Class<?>[] {EmbeddingModel.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        openModels.decrementAndGet();
                    }
                    return method.invoke(model, arguments);
                });
    }

    @AfterEach
    void close() throws Exception {
        step.close();
        innerLoop.close();
    }

    @Test
    void nothingGrowsWithTheDays() throws Exception {
        for (int day = 1; day <= DAYS_OF_WARM_UP; day++) {
            live(day);
        }
        Held before = held(live(DAYS_OF_WARM_UP + 1));
        long publishedBefore = published;
        OperatorSubtaskState last = null;
        for (int day = DAYS_OF_WARM_UP + 2; day <= DAYS; day++) {
            last = live(day);
        }
        Held after = held(last);
        assertThat(published - publishedBefore)
                .as("every member at least for its interactions, for the rollout and for the expiry of a day")
                .isGreaterThanOrEqualTo(3L * MEMBERS * (DAYS - DAYS_OF_WARM_UP - 1));
        assertThat(after.eventTimers()).isEqualTo(before.eventTimers()).isEqualTo(MEMBERS);
        assertThat(after.processingTimers()).isEqualTo(before.processingTimers());
        assertThat(after.stateBytes())
                .as("bytes of a savepoint: numbers of more digits than before may add some")
                .isBetween(before.stateBytes() - 100, before.stateBytes() + 100)
                .isLessThan(MEMBERS * (TestingSnapshots.MAX_SIZE * 256L + 1_000));
        assertThat(after.openModels()).isEqualTo(before.openModels()).isEqualTo(1);
        // Everything that nobody holds is gone some day: how many collections that takes is the machine's business.
        TestingRolloutHarness.awaitThat(() -> heapAfterCollection() < before.heapBytes() + HEAP_TOLERANCE);
    }

    /** A day of every member's interactions, some of them twice, and profiles; a new snapshot; everything expires; a savepoint. */
    private OperatorSubtaskState live(int day) throws Exception {
        for (int n = 0; n < EVENTS_OF_A_MEMBER; n++) {
            if (n == EVENTS_OF_A_MEMBER / 2) {
                rollOut(day + 1);
            }
            for (int member = 0; member < MEMBERS; member++) {
                act(day, n, member);
            }
            pass(100);
        }
        pass(1_000);
        keyedStep.processBothWatermarks(
                new Watermark(day * DAY_MILLIS + Duration.ofHours(23).toMillis()));
        pass(1_000);
        innerLoop.prepareSnapshotPreBarrier(day);
        published += innerLoop.getOutput().size();
        innerLoop.getOutput().clear();
        return keyedStep
                .snapshotWithLocalState(day, nowMillis, SavepointType.savepoint(SavepointFormatType.CANONICAL))
                .getJobManagerOwnedState();
    }

    private void act(int day, int n, int member) throws Exception {
        String id = String.format("member-%03d", member);
        long millis = day * DAY_MILLIS + n * 60_000L + member;
        String eventId = String.format("e-%03d-%03d-%03d", day, n, member);
        EntityInteraction input = new EntityInteraction(id, interaction(eventId, id, millis), 0, millis);
        keyedStep.processElement1(new StreamRecord<>(input));
        if (n % 10 == 0) {
            keyedStep.processElement1(new StreamRecord<>(input));
            keyedStep.processElement2(
                    new StreamRecord<>(ProfileChange.of(id, profile(day % 3, member), millis, millis)));
        }
    }

    private void rollOut(int version) throws Exception {
        keyedStep.processElement2(new StreamRecord<>(TestingSnapshots.admitted(version)));
        TestingRolloutHarness.awaitThat(() -> keyedStep.getTaskMailbox().hasMail());
        pass(1_000);
    }

    /** The clock goes on, event time follows, everything that is due is done and handed to the inner loop. */
    private void pass(long millis) throws Exception {
        for (long step = 0; step < millis; step += 100) {
            nowMillis += 100;
            keyedStep.setProcessingTime(nowMillis);
            innerLoop.setProcessingTime(nowMillis);
            TestingKeyedStep.turns(keyedStep);
            handOver();
        }
    }

    private void handOver() throws Exception {
        for (InnerLoopInput input : keyedStep.extractOutputValues()) {
            innerLoop.processElement(new StreamRecord<>(input));
        }
        keyedStep.getOutput().clear();
        TestingKeyedStep.turns(innerLoop);
    }

    private Held held(OperatorSubtaskState savepoint) {
        long heapBytes = heapAfterCollection();
        return new Held(
                keyedStep.numEventTimeTimers(),
                keyedStep.numProcessingTimeTimers(),
                savepoint.getStateSize(),
                openModels.get(),
                heapBytes);
    }

    private static long heapAfterCollection() {
        return LongStream.generate(() -> {
                    System.gc();
                    return ManagementFactory.getMemoryMXBean()
                            .getHeapMemoryUsage()
                            .getUsed();
                })
                .limit(3)
                .min()
                .orElseThrow();
    }
}

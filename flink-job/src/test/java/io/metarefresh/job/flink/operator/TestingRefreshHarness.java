package io.metarefresh.job.flink.operator;

import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.batch.TestingModel;
import io.metarefresh.job.member.CachedMembers;
import io.metarefresh.job.member.Member;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.member.MemberStore;
import io.metarefresh.job.member.MemberValues;
import io.metarefresh.job.record.Refresh;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.watermark.Watermark;

/** The keyed step under one snapshot: both clocks, refreshes, timers and stored entries. */
final class TestingRefreshHarness extends TestingKeyedStep {
    /** At most three rows of the last 100 ms; no pace, no expiry, no ttl; markers for 1000 ms. */
    static final MemberRules RULES =
            new MemberRules(3, Duration.ofMillis(100), Duration.ZERO, null, null, Duration.ofMillis(1000));

    /** Room for some entities only, so that every test of several meets hits, misses and entries that make room. */
    static final long CACHE_BYTES = 1_500;

    private static final SupportSetOperator.Settings SETTINGS = new SupportSetOperator.Settings(
            TestingSnapshots.admitted(7), 1_000, CACHE_BYTES, snapshot -> new TestingModel(snapshot.modelVersion()));

    private final MemberRules rules;

    TestingRefreshHarness(MemberRules rules) throws Exception {
        this(rules, null);
    }

    TestingRefreshHarness(MemberRules rules, OperatorSubtaskState restored) throws Exception {
        this(rules, TestingBackend.current(), restored);
    }

    TestingRefreshHarness(MemberRules rules, TestingBackend backend, OperatorSubtaskState restored) throws Exception {
        super(rules, SETTINGS, Subtask.ONLY, backend.open(), 0, restored);
        this.rules = rules;
    }

    static MemberRules withMinInterval(Duration minInterval) {
        return new MemberRules(RULES.maxSize(), RULES.horizon(), minInterval, null, null, RULES.forgetRetention());
    }

    static MemberRules withExpiry(Duration expireAfter, Duration memberTtl) {
        return new MemberRules(
                RULES.maxSize(), RULES.horizon(), Duration.ZERO, expireAfter, memberTtl, RULES.forgetRetention());
    }

    void watermark(long millis) throws Exception {
        harness.processBothWatermarks(new Watermark(millis));
    }

    /** The end of bounded inputs, or of those of a drain: the final watermark, then the word that nothing comes. */
    void endOfInput() throws Exception {
        watermark(Long.MAX_VALUE);
        harness.endInput1();
        harness.endInput2();
    }

    void processingTime(long millis) throws Exception {
        harness.setProcessingTime(millis);
    }

    /** What was emitted since the last call. */
    List<Refresh> take() {
        return takeInputs().stream()
                .filter(Refresh.class::isInstance)
                .map(Refresh.class::cast)
                .toList();
    }

    int eventTimers() {
        return harness.numEventTimeTimers();
    }

    /** Takes a registered timer away, behind the back of what is stored. */
    void loseEventTimer(String entityId, long millis) throws Exception {
        operator.setCurrentKey(entityId);
        operator.getInternalTimerService(SupportSetOperator.TIMERS, VoidNamespaceSerializer.INSTANCE, operator)
                .deleteEventTimeTimer(VoidNamespace.INSTANCE, millis);
    }

    /** Stored values: at most three of an entity. */
    int entries() throws Exception {
        operator.writeBack();
        KeyedStateBackend<String> backend = operator.getKeyedStateBackend();
        int entries = 0;
        for (ValueStateDescriptor<byte[]> state :
                List.of(KeyedMemberStore.MEMBER, KeyedMemberStore.ROWS, KeyedMemberStore.PROFILE)) {
            try (Stream<String> keys = backend.getKeys(state.getName(), VoidNamespace.INSTANCE)) {
                entries += (int) keys.count();
            }
        }
        return entries;
    }

    /** Rows of an entity in state. */
    int storedRows(String entityId) throws Exception {
        MemberValues values = new CachedMembers(store(entityId), id -> {}, 0).of(entityId);
        return Member.load(rules, values, 7).supportSize();
    }

    /** What is stored of an entity; only until the next input. */
    MemberStore store(String entityId) throws Exception {
        operator.writeBack();
        operator.setCurrentKey(entityId);
        return new KeyedMemberStore(operator.getRuntimeContext());
    }

    long count(String name) {
        return (Long) operator.getRuntimeContext().getAccumulator(name).getLocalValue();
    }
}

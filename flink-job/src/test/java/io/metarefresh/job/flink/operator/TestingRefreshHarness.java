package io.metarefresh.job.flink.operator;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.flink.serializer.InnerLoopInputSerializer;
import io.metarefresh.job.member.Member;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.member.MemberStore;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Refresh;
import io.metarefresh.job.record.SideInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** {@link SupportSetFunction} in Flink's harness: inputs, both clocks, output, timers and stored entries. */
final class TestingRefreshHarness implements AutoCloseable {
    /** At most three rows of the last 100 ms; no pace, no expiry, no ttl; markers for 1000 ms. */
    static final MemberRules RULES =
            new MemberRules(3, Duration.ofMillis(100), Duration.ZERO, null, null, Duration.ofMillis(1000));

    /** Room for some entities only, so that every test of several meets hits, misses and entries that make room. */
    static final long CACHE_BYTES = 1_500;

    private final KeyedTwoInputStreamOperatorTestHarness<String, EntityInteraction, SideInput, InnerLoopInput> harness;
    private final SupportSetFunction function;
    private final MemberRules rules;
    private int taken;

    TestingRefreshHarness(MemberRules rules) throws Exception {
        this(rules, null);
    }

    TestingRefreshHarness(MemberRules rules, OperatorSubtaskState restored) throws Exception {
        this(rules, TestingBackend.current(), restored);
    }

    TestingRefreshHarness(MemberRules rules, TestingBackend backend, OperatorSubtaskState restored) throws Exception {
        this.rules = rules;
        function = new SupportSetFunction(rules, CACHE_BYTES);
        harness = new KeyedTwoInputStreamOperatorTestHarness<>(
                new EndFlushingOperator(function),
                EntityInteraction::entityId,
                notice -> ((ProfileChange) notice).entityId(),
                Types.STRING);
        harness.setStateBackend(backend.open());
        harness.setup(new InnerLoopInputSerializer());
        if (restored != null) {
            harness.initializeState(restored);
        }
        harness.open();
    }

    static MemberRules withMinInterval(Duration minInterval) {
        return new MemberRules(RULES.maxSize(), RULES.horizon(), minInterval, null, null, RULES.forgetRetention());
    }

    static MemberRules withExpiry(Duration expireAfter, Duration memberTtl) {
        return new MemberRules(
                RULES.maxSize(), RULES.horizon(), Duration.ZERO, expireAfter, memberTtl, RULES.forgetRetention());
    }

    void interaction(Interaction interaction) throws Exception {
        interaction(interaction, interaction.eventTimeMillis());
    }

    void interaction(Interaction interaction, long timestampMillis) throws Exception {
        harness.processElement1(
                new StreamRecord<>(new EntityInteraction(interaction.memberId(), interaction, 0, timestampMillis)));
    }

    void profile(ProfileChange change) throws Exception {
        harness.processElement2(new StreamRecord<>(change));
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
        List<Refresh> all = new ArrayList<>();
        harness.extractOutputValues().forEach(output -> all.add((Refresh) output));
        List<Refresh> fresh = all.subList(taken, all.size());
        taken = all.size();
        return fresh;
    }

    int eventTimers() {
        return harness.numEventTimeTimers();
    }

    /** Takes a registered timer away, behind the back of what is stored. */
    void loseEventTimer(String entityId, long millis) throws Exception {
        AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
        operator.setCurrentKey(entityId);
        operator.getInternalTimerService(
                        EndFlushingOperator.TIMERS, VoidNamespaceSerializer.INSTANCE, (EndFlushingOperator)
                                harness.getOperator())
                .deleteEventTimeTimer(VoidNamespace.INSTANCE, millis);
    }

    int processingTimers() {
        return harness.numProcessingTimeTimers();
    }

    /** Stored values: at most three of an entity. */
    int entries() throws Exception {
        function.writeBack();
        KeyedStateBackend<String> backend = ((AbstractStreamOperator<?>) harness.getOperator()).getKeyedStateBackend();
        int entries = 0;
        for (ValueStateDescriptor<byte[]> state :
                List.of(SupportSetFunction.MEMBER, SupportSetFunction.ROWS, SupportSetFunction.PROFILE)) {
            try (Stream<String> keys = backend.getKeys(state.getName(), VoidNamespace.INSTANCE)) {
                entries += (int) keys.count();
            }
        }
        return entries;
    }

    /** Rows of an entity in state. */
    int storedRows(String entityId) throws Exception {
        return Member.load(rules, entityId, store(entityId), 7).supportSize();
    }

    /** What is stored of an entity; only until the next input. */
    MemberStore store(String entityId) throws Exception {
        function.writeBack();
        harness.getOperator().setCurrentKey(entityId);
        return new KeyedMemberStore(function.getRuntimeContext());
    }

    OperatorSubtaskState snapshot() throws Exception {
        return harness.snapshot(1, 1);
    }

    long count(String name) {
        return (Long) function.getRuntimeContext().getAccumulator(name).getLocalValue();
    }

    @Override
    public void close() throws Exception {
        harness.close();
    }
}

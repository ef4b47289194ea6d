package io.metarefresh.job.flink;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.Notice;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Refresh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** {@link SupportSetFunction} in Flink's harness: inputs, both clocks, output, timers and stored entries. */
final class TestingRefreshHarness implements AutoCloseable {
    /** At most three rows of the last 100 ms; no pace, no expiry, no ttl; markers for 1000 ms. */
    static final MemberRules RULES =
            new MemberRules(3, Duration.ofMillis(100), Duration.ZERO, null, null, Duration.ofMillis(1000));

    private final KeyedTwoInputStreamOperatorTestHarness<String, EntityInteraction, Notice, InnerLoopInput> harness;
    private final SupportSetFunction function;
    private int taken;

    TestingRefreshHarness(MemberRules rules) throws Exception {
        this(rules, null);
    }

    TestingRefreshHarness(MemberRules rules, OperatorSubtaskState restored) throws Exception {
        function = new SupportSetFunction(rules);
        harness = new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(function),
                EntityInteraction::entityId,
                notice -> ((ProfileChange) notice).entityId(),
                Types.STRING);
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

    /** The final watermark of a bounded input. */
    void endOfInput() throws Exception {
        watermark(Long.MAX_VALUE);
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

    int processingTimers() {
        return harness.numProcessingTimeTimers();
    }

    /** Stored entries: for each entity one for its header and one for its rows, where it has any. */
    int entries() {
        return harness.numKeyedStateEntries();
    }

    /** Rows of an entity in state. */
    int storedRows(String entityId) throws Exception {
        harness.getOperator().setCurrentKey(entityId);
        int size = 0;
        for (String ignored : function.getRuntimeContext()
                .getMapState(SupportSetFunction.ROWS)
                .keys()) {
            size++;
        }
        return size;
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

package io.metarefresh.job.flink.operator;

import io.metarefresh.interaction.Outcome;
import io.metarefresh.interaction.SupportSet;
import io.metarefresh.job.flink.metric.Counts;
import io.metarefresh.job.flink.serializer.PackedValueSerializer;
import io.metarefresh.job.member.CachedMembers;
import io.metarefresh.job.member.Member;
import io.metarefresh.job.member.MemberHeader;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.member.Pace;
import io.metarefresh.job.member.ProfileOutcome;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.SideInput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keyed by entity: loads a {@link Member} from state, lets it work, lets it write back what changed.
 *
 * <p>State: {@code member}, {@code rows} and {@code profile}, of which a coalesced input touches the first only; their forms are the
 * member's own ({@link io.metarefresh.job.member.MemberStore}). Those of the entities that acted last are kept on the heap and written
 * before every checkpoint ({@link CachedMembers}). Timers of an entity: at most one in event time
 * for expiry, ttl and the end of the forget marker, and while a refresh waits one in processing time at the end of its interval,
 * for which {@link EndFlushingOperator} stands in at the end of the input.
 */
public final class SupportSetFunction
        extends KeyedCoProcessFunction<String, EntityInteraction, SideInput, InnerLoopInput>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    static final ValueStateDescriptor<byte[]> MEMBER =
            new ValueStateDescriptor<>("member", new PackedValueSerializer());
    static final ValueStateDescriptor<byte[]> ROWS = new ValueStateDescriptor<>("rows", new PackedValueSerializer());
    static final ValueStateDescriptor<byte[]> PROFILE =
            new ValueStateDescriptor<>("profile", new PackedValueSerializer());

    private final MemberRules rules;
    private final Pace pace;
    private final long cacheBytes;

    private transient Consumer<String> keySelection;
    private transient CachedMembers members;
    private transient Counts counts;
    private transient Map<Outcome, LongCounter> ofInteractions;

    private transient long modelVersion;

    /** @param cacheBytes what the entities that acted last may take on the heap; 0 for no cache */
    public SupportSetFunction(MemberRules rules, long cacheBytes) {
        this.rules = rules;
        this.cacheBytes = cacheBytes;
        this.pace = new Pace(rules.minInterval());
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        counts = new Counts();
        ofInteractions = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            counts.declare(CountNames.of(outcome));
            ofInteractions.put(outcome, counts.counter(CountNames.of(outcome)));
        }
        for (ProfileOutcome outcome : ProfileOutcome.values()) {
            counts.declare(CountNames.ofProfile(outcome));
        }
        counts.initialize(context.getOperatorStateStore());
    }

    @Override
    public void open(OpenContext context) {
        members = new CachedMembers(new KeyedMemberStore(getRuntimeContext()), keySelection, cacheBytes);
        counts.export(getRuntimeContext());
    }

    @Override
    public void processElement1(EntityInteraction input, Context context, Collector<InnerLoopInput> out)
            throws Exception {
        TimerService timers = context.timerService();
        Member member = Member.load(rules, members.of(input.entityId()), modelVersion);
        Outcome outcome = member.add(input.row(), input.timestampMillis(), timers.currentProcessingTime());
        ofInteractions.get(outcome).add(1);
        finish(member, timers, out);
    }

    @Override
    public void processElement2(SideInput input, Context context, Collector<InnerLoopInput> out) throws Exception {
        if (!(input instanceof ProfileChange change)) {
            throw new IllegalArgumentException("not about an entity: " + input);
        }
        TimerService timers = context.timerService();
        Member member = Member.load(rules, members.of(change.entityId()), modelVersion);
        ProfileOutcome outcome = member.apply(change, timers.currentProcessingTime());
        counts.increment(CountNames.ofProfile(outcome));
        finish(member, timers, out);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<InnerLoopInput> out) throws Exception {
        TimerService timers = context.timerService();
        Member member = Member.load(rules, members.of(context.getCurrentKey()), modelVersion);
        if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
            member.flush(timers.currentProcessingTime());
        } else {
            member.onEventTimer(timers.currentWatermark(), timers.currentProcessingTime());
        }
        finish(member, timers, out);
    }

    /** Before it is opened: how to make an entity Flink's current key outside of its own inputs. */
    void selectKeysBy(Consumer<String> selection) {
        keySelection = selection;
    }

    /** From here on Flink's state is what all inputs so far made of it. The current key is another one afterwards. */
    void writeBack() throws IOException {
        members.writeBack();
    }

    /** From here on refreshes are made by the snapshot of this version. */
    void useModelVersion(long version) {
        modelVersion = version;
    }

    /** The end of the input: publishes what waits of the current entity. */
    void flush(String entityId, TimerService timers, Collector<InnerLoopInput> out) throws IOException {
        Member member = Member.load(rules, members.of(entityId), modelVersion);
        if (member.loadedHeader().pending() == null) {
            members.makeRoom();
            return;
        }
        member.flush(timers.currentProcessingTime());
        finish(member, timers, out);
    }

    /**
     * ROLLOUT: has the current entity adapted anew if it was published under an older snapshot.
     *
     * @return whether it was not done yet
     */
    boolean adaptAnew(String entityId, TimerService timers, Collector<InnerLoopInput> out) throws IOException {
        Member member = Member.load(rules, members.of(entityId), modelVersion);
        if (!member.adaptAnew(timers.currentProcessingTime())) {
            members.makeRoom();
            return false;
        }
        finish(member, timers, out);
        return true;
    }

    private void finish(Member member, TimerService timers, Collector<InnerLoopInput> out) throws IOException {
        moveTimers(member.loadedHeader(), member.save(), timers);
        members.makeRoom();
        member.refreshes().forEach(out::collect);
    }

    private void moveTimers(MemberHeader before, MemberHeader after, TimerService timers) {
        boolean waited = before.pending() != null;
        boolean waits = after.pending() != null;
        if (waits && !waited) {
            timers.registerProcessingTimeTimer(pace.dueMillis(after.lastRefreshMillis()));
        } else if (waited && !waits) {
            timers.deleteProcessingTimeTimer(pace.dueMillis(before.lastRefreshMillis()));
        }
        long dueMillis = after.eventTimerMillis();
        if (dueMillis != before.eventTimerMillis()) {
            if (before.eventTimerMillis() != SupportSet.NEVER) {
                timers.deleteEventTimeTimer(before.eventTimerMillis());
            }
            if (dueMillis != SupportSet.NEVER) {
                timers.registerEventTimeTimer(dueMillis);
            }
        } else if (dueMillis != SupportSet.NEVER && dueMillis <= timers.currentWatermark()) {
            // In a savepoint that an earlier version drained the timer is gone. Where it is there this changes nothing.
            timers.registerEventTimeTimer(dueMillis);
        }
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        writeBack();
        counts.snapshot();
    }
}

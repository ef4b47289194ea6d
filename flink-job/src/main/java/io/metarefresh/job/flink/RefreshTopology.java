package io.metarefresh.job.flink;

import static io.metarefresh.job.flink.StepNames.named;
import static io.metarefresh.job.flink.StepNames.once;

import io.metarefresh.job.flink.operator.AdmissionOperator;
import io.metarefresh.job.flink.operator.DecodeFunction;
import io.metarefresh.job.flink.operator.HeartbeatOperator;
import io.metarefresh.job.flink.operator.InnerLoopOperator;
import io.metarefresh.job.flink.operator.ModelFactory;
import io.metarefresh.job.flink.operator.NoWatermarks;
import io.metarefresh.job.flink.operator.PartitionWatermarks;
import io.metarefresh.job.flink.operator.SupportSetOperator;
import io.metarefresh.job.flink.serializer.ValueType;
import io.metarefresh.job.record.Announcement;
import io.metarefresh.job.record.DeadLetter;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.Heartbeat;
import io.metarefresh.job.record.InnerLoopInput;
import io.metarefresh.job.record.OperatorChain;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.job.record.SideInput;
import io.metarefresh.job.rollout.BackOff;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The one description of the job, for production and tests.
 *
 * <pre>
 * step                    input               key     state                                   output
 * interactions-source     Kafka               –       offsets                                 RawRecord
 * interactions-decode     RawRecord           –       counts                                  EntityInteraction, dead letters
 * interactions-watermarks EntityInteraction   –       –                                       the same, with event time
 * profiles-source         Kafka               –       offsets                                 RawRecord
 * profiles-decode         RawRecord           –       counts                                  ProfileChange, dead letters
 * profiles-watermarks     ProfileChange       –       –                                       the same, always idle
 * activations-source      Kafka               –       offsets                                 RawRecord
 * activations-decode      RawRecord           –       counts                                  Announcement, dead letters
 * activations-admission   Announcement        –       admitted; waiting; counts               AdmittedSnapshot
 * activations-watermarks  AdmittedSnapshot    –       –                                       the same, always idle, to every
 *                                                                                             subtask of the next step
 * support-set             the three above     entity  member: header, index of rows, recent   Refresh, SnapshotSwitch
 *                                                     rows; rows: the older; profile;
 *                                                     timers; counts; snapshots (union)
 * inner-loop              both (chained)      –       none: flushed before every barrier      Publication
 * embeddings-sink         Publication         –       transactions, where exactly-once        Kafka
 * heartbeats              Publication (chained) –     –                                       Heartbeat
 * heartbeats-sink         Heartbeat           –       –                                       Kafka
 * interactions-heartbeats dead letters (chained) –    –                                       Heartbeat
 * profiles-heartbeats     dead letters (chained) –    –                                       Heartbeat
 * activations-heartbeats  dead letters (chained) –    –                                       Heartbeat
 * reading-heartbeats-sink the three above     –       –                                       Kafka
 * dead-letters-sink       dead letters        –       transactions, where exactly-once        Kafka
 * </pre>
 *
 * The names in the first column are the uids: state of a savepoint finds its step by them, so they never change.
 *
 * <p>{@link #build} is the whole of it. {@link #behindDecode} is the same for inputs that are decoded already, and {@link #refreshes}
 * the keyed step and the inner loop alone, so that nobody needs to wire these steps a second time.
 */
public final class RefreshTopology {
    private RefreshTopology() {}

    /** Where records come from. */
    public record Inputs(
            Source<RawRecord, ?, ?> interactions,
            Source<RawRecord, ?, ?> profiles,
            Source<RawRecord, ?, ?> activations) {}

    /** Where results go. */
    public record Outputs(Sink<Publication> embeddings, Sink<DeadLetter> deadLetters, Optional<Heartbeats> heartbeats) {
        /** Without heartbeats. */
        public Outputs(Sink<Publication> embeddings, Sink<DeadLetter> deadLetters) {
            this(embeddings, deadLetters, Optional.empty());
        }
    }

    /** Where heartbeats go, and how often. */
    public record Heartbeats(Sink<Heartbeat> sink, Duration interval) {}

    /**
     * Adds the whole topology to the environment.
     *
     * @param resources what the steps open where their tasks run
     */
    public static void build(
            StreamExecutionEnvironment env,
            TopologySettings settings,
            TaskResources resources,
            Inputs inputs,
            Outputs outputs) {
        behindDecode(
                new DecodeSteps(env, settings.inputs(), resources.registry()).all(inputs),
                settings,
                resources,
                outputs);
    }

    /** Adds everything that comes after decode. */
    public static void behindDecode(
            DecodedInputs decoded, TopologySettings settings, TaskResources resources, Outputs outputs) {
        SingleOutputStreamOperator<EntityInteraction> interactions =
                timed(decoded.interactions(), settings.inputs().watermarkIdleness());
        SingleOutputStreamOperator<SideInput> profiles = named(timeless(decoded.profiles()), "profiles-watermarks");
        SingleOutputStreamOperator<SideInput> snapshots = once(named(
                timeless(admitted(decoded.announcements(), settings.rollout(), resources)), "activations-watermarks"));
        SingleOutputStreamOperator<Publication> publications =
                refreshes(interactions, byEntity(profiles).union(snapshots.broadcast()), settings, resources.models());
        publications.sinkTo(outputs.embeddings()).uid("embeddings-sink").name("embeddings-sink");
        outputs.heartbeats().ifPresent(heartbeats -> heartbeats(decoded, publications, heartbeats));
        deadLetters(decoded.interactions())
                .union(deadLetters(decoded.profiles()), deadLetters(decoded.announcements()))
                .sinkTo(outputs.deadLetters())
                .uid("dead-letters-sink")
                .name("dead-letters-sink");
    }

    /**
     * Adds the keyed step and the inner loop.
     *
     * @param sideInputs profiles {@linkplain #byEntity by entity}; snapshots, where there are any, to every subtask
     */
    public static SingleOutputStreamOperator<Publication> refreshes(
            DataStream<EntityInteraction> interactions,
            DataStream<SideInput> sideInputs,
            TopologySettings settings,
            ModelFactory models) {
        SupportSetOperator.Settings rollout = new SupportSetOperator.Settings(
                settings.rollout().start(), settings.rollout().membersPerSecond(), settings.cacheBytes(), models);
        SingleOutputStreamOperator<InnerLoopInput> refreshes = named(
                interactions
                        .keyBy(EntityInteraction::entityId, Types.STRING)
                        .connect(sideInputs)
                        .transform(
                                "support-set",
                                ValueType.INNER_LOOP_INPUT,
                                new SupportSetOperator(settings.member(), rollout)),
                "support-set");
        return named(
                refreshes.transform(
                        "inner-loop",
                        ValueType.PUBLICATION,
                        new InnerLoopOperator.Factory(settings.batch(), settings.lift(), models)),
                "inner-loop");
    }

    /** Profiles to the subtasks that hold their entities. */
    public static DataStream<SideInput> byEntity(DataStream<SideInput> profiles) {
        return profiles.keyBy(RefreshTopology::profileEntity, Types.STRING);
    }

    private static String profileEntity(SideInput profile) {
        return ((ProfileChange) profile).entityId();
    }

    private static SingleOutputStreamOperator<EntityInteraction> timed(
            DataStream<EntityInteraction> interactions, Duration idleness) {
        return named(
                interactions.assignTimestampsAndWatermarks(WatermarkStrategy.<EntityInteraction>forGenerator(
                                context -> new PartitionWatermarks(context.getInputActivityClock(), idleness))
                        .withTimestampAssigner((input, timestamp) -> input.row().eventTimeMillis())),
                "interactions-watermarks");
    }

    private static SingleOutputStreamOperator<SideInput> timeless(DataStream<SideInput> inputs) {
        return inputs.assignTimestampsAndWatermarks(WatermarkStrategy.forGenerator(context -> new NoWatermarks<>()));
    }

    private static SingleOutputStreamOperator<SideInput> admitted(
            DataStream<Announcement> announcements, TopologySettings.Rollout rollout, TaskResources resources) {
        return once(named(
                announcements.transform(
                        "activations-admission",
                        ValueType.SIDE_INPUT,
                        new AdmissionOperator.Factory(new AdmissionOperator.Settings(
                                rollout.start(), rollout.admission(), BackOff.OF_READING, resources.loader()))),
                "activations-admission"));
    }

    private static void heartbeats(DecodedInputs decoded, DataStream<Publication> publications, Heartbeats heartbeats) {
        Duration interval = heartbeats.interval();
        beating(publications, OperatorChain.EMBEDDINGS, "heartbeats", interval)
                .sinkTo(heartbeats.sink())
                .uid("heartbeats-sink")
                .name("heartbeats-sink");
        // One producer for all that read: their few records may cross the network.
        readingHeartbeats(decoded.interactions(), OperatorChain.INTERACTIONS, interval)
                .union(
                        readingHeartbeats(decoded.profiles(), OperatorChain.PROFILES, interval),
                        once(readingHeartbeats(decoded.announcements(), OperatorChain.ACTIVATIONS, interval)))
                .sinkTo(heartbeats.sink())
                .setParallelism(1)
                .uid("reading-heartbeats-sink")
                .name("reading-heartbeats-sink");
    }

    private static SingleOutputStreamOperator<Heartbeat> readingHeartbeats(
            SingleOutputStreamOperator<?> decoded, OperatorChain chain, Duration interval) {
        return beating(deadLetters(decoded), chain, chain.text() + "-heartbeats", interval);
    }

    private static <T> SingleOutputStreamOperator<Heartbeat> beating(
            DataStream<T> beside, OperatorChain chain, String uid, Duration interval) {
        return named(
                beside.transform(uid, ValueType.HEARTBEAT, new HeartbeatOperator.Factory<T>(interval, chain)), uid);
    }

    private static DataStream<DeadLetter> deadLetters(SingleOutputStreamOperator<?> decoded) {
        return decoded.getSideOutput(DecodeFunction.DEAD_LETTERS);
    }
}

package io.metarefresh.job.flink;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.job.decode.AnnouncementDecoding;
import io.metarefresh.job.decode.DecodeRules;
import io.metarefresh.job.decode.Decoded;
import io.metarefresh.job.decode.InteractionDecoding;
import io.metarefresh.job.decode.ProfileDecoding;
import io.metarefresh.job.flink.operator.AdmissionOperator;
import io.metarefresh.job.flink.operator.DecodeFunction;
import io.metarefresh.job.flink.operator.HeartbeatOperator;
import io.metarefresh.job.flink.operator.InnerLoopOperator;
import io.metarefresh.job.flink.operator.ModelFactory;
import io.metarefresh.job.flink.operator.NoWatermarks;
import io.metarefresh.job.flink.operator.PartitionWatermarks;
import io.metarefresh.job.flink.operator.RegistryFactory;
import io.metarefresh.job.flink.operator.SupportSetOperator;
import io.metarefresh.job.flink.serializer.ValueType;
import io.metarefresh.job.record.Announcement;
import io.metarefresh.job.record.CountNames;
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
import io.metarefresh.job.rollout.SnapshotLoader;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.SnapshotActivation;
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

    /** Adds the whole topology to the environment. */
    public static void build(
            StreamExecutionEnvironment env,
            TopologySettings settings,
            Inputs inputs,
            Outputs outputs,
            RegistryFactory registry,
            SnapshotLoader loader,
            ModelFactory model) {
        InputContract contract = settings.contract();
        DecodeRules decodeRules = settings.decode();
        Duration idleness = settings.watermarkIdleness();

        SingleOutputStreamOperator<EntityInteraction> interactions = named(
                source(env, inputs.interactions(), "interactions-source")
                        .process(
                                new DecodeFunction<>(
                                        CountNames.INTERACTIONS,
                                        registry,
                                        client -> new InteractionDecoding(
                                                RecordDecoder.ofInteractions(client), contract, decodeRules)::decode,
                                        decodeRules.deadLetters(),
                                        decodeRules.maxRate()),
                                ValueType.ENTITY_INTERACTION),
                "interactions-decode");
        SingleOutputStreamOperator<SideInput> profiles = named(
                source(env, inputs.profiles(), "profiles-source")
                        .process(
                                new DecodeFunction<>(
                                        CountNames.PROFILES,
                                        registry,
                                        client -> {
                                            ProfileDecoding decoding = new ProfileDecoding(
                                                    RecordDecoder.ofProfiles(client), contract, decodeRules);
                                            return record -> Decoded.widen(decoding.decode(record));
                                        },
                                        decodeRules.deadLetters(),
                                        null),
                                ValueType.SIDE_INPUT),
                "profiles-decode");
        int maxRecordBytes = decodeRules.maxRecordBytes();
        SingleOutputStreamOperator<Announcement> announcements = once(named(
                once(source(env, inputs.activations(), "activations-source"))
                        .process(
                                new DecodeFunction<>(
                                        CountNames.ACTIVATIONS,
                                        registry,
                                        client -> new AnnouncementDecoding(
                                                        new RecordDecoder<>(SnapshotActivation.class, client),
                                                        maxRecordBytes)::decode),
                                ValueType.ANNOUNCEMENT),
                "activations-decode"));
        SingleOutputStreamOperator<SideInput> admitted = once(named(
                announcements.transform(
                        "activations-admission",
                        ValueType.SIDE_INPUT,
                        new AdmissionOperator.Factory(new AdmissionOperator.Settings(
                                settings.start(), settings.admission(), BackOff.OF_READING, loader))),
                "activations-admission"));

        SingleOutputStreamOperator<EntityInteraction> timedInteractions = named(
                interactions.assignTimestampsAndWatermarks(WatermarkStrategy.<EntityInteraction>forGenerator(
                                context -> new PartitionWatermarks(context.getInputActivityClock(), idleness))
                        .withTimestampAssigner((input, timestamp) -> input.row().eventTimeMillis())),
                "interactions-watermarks");
        SingleOutputStreamOperator<SideInput> timelessProfiles = named(timeless(profiles), "profiles-watermarks");
        SingleOutputStreamOperator<SideInput> timelessSnapshots =
                once(named(timeless(admitted), "activations-watermarks"));

        SupportSetOperator.Settings rollout = new SupportSetOperator.Settings(
                settings.start(), settings.membersPerSecond(), settings.cacheBytes(), model);
        SingleOutputStreamOperator<InnerLoopInput> refreshes = named(
                timedInteractions
                        .keyBy(EntityInteraction::entityId, Types.STRING)
                        .connect(timelessProfiles
                                .keyBy(RefreshTopology::profileEntity, Types.STRING)
                                .union(timelessSnapshots.broadcast()))
                        .transform(
                                "support-set",
                                ValueType.INNER_LOOP_INPUT,
                                new SupportSetOperator(settings.member(), rollout)),
                "support-set");
        SingleOutputStreamOperator<Publication> publications = named(
                refreshes.transform(
                        "inner-loop",
                        ValueType.PUBLICATION,
                        new InnerLoopOperator.Factory(settings.batch(), settings.lift(), model)),
                "inner-loop");

        publications.sinkTo(outputs.embeddings()).uid("embeddings-sink").name("embeddings-sink");
        outputs.heartbeats().ifPresent(heartbeats -> {
            Duration interval = heartbeats.interval();
            beating(publications, OperatorChain.EMBEDDINGS, "heartbeats", interval)
                    .sinkTo(heartbeats.sink())
                    .uid("heartbeats-sink")
                    .name("heartbeats-sink");
            // One producer for all that read: their few records may cross the network.
            readingHeartbeats(interactions, OperatorChain.INTERACTIONS, interval)
                    .union(
                            readingHeartbeats(profiles, OperatorChain.PROFILES, interval),
                            once(readingHeartbeats(announcements, OperatorChain.ACTIVATIONS, interval)))
                    .sinkTo(heartbeats.sink())
                    .setParallelism(1)
                    .uid("reading-heartbeats-sink")
                    .name("reading-heartbeats-sink");
        });
        interactions
                .getSideOutput(DecodeFunction.DEAD_LETTERS)
                .union(
                        profiles.getSideOutput(DecodeFunction.DEAD_LETTERS),
                        announcements.getSideOutput(DecodeFunction.DEAD_LETTERS))
                .sinkTo(outputs.deadLetters())
                .uid("dead-letters-sink")
                .name("dead-letters-sink");
    }

    private static SingleOutputStreamOperator<Heartbeat> readingHeartbeats(
            SingleOutputStreamOperator<?> decoded, OperatorChain chain, Duration interval) {
        return beating(
                decoded.getSideOutput(DecodeFunction.DEAD_LETTERS), chain, chain.text() + "-heartbeats", interval);
    }

    private static <T> SingleOutputStreamOperator<Heartbeat> beating(
            DataStream<T> beside, OperatorChain chain, String uid, Duration interval) {
        return named(
                beside.transform(uid, ValueType.HEARTBEAT, new HeartbeatOperator.Factory<T>(interval, chain)), uid);
    }

    private static SingleOutputStreamOperator<RawRecord> source(
            StreamExecutionEnvironment env, Source<RawRecord, ?, ?> source, String uid) {
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), uid, ValueType.RAW_RECORD)
                .uid(uid);
    }

    private static String profileEntity(SideInput notice) {
        return ((ProfileChange) notice).entityId();
    }

    private static SingleOutputStreamOperator<SideInput> timeless(SingleOutputStreamOperator<SideInput> notices) {
        return notices.assignTimestampsAndWatermarks(WatermarkStrategy.forGenerator(context -> new NoWatermarks<>()));
    }

    /** One subtask for the whole job. */
    private static <T> SingleOutputStreamOperator<T> once(SingleOutputStreamOperator<T> step) {
        return step.setParallelism(1);
    }

    private static <T> SingleOutputStreamOperator<T> named(SingleOutputStreamOperator<T> step, String uid) {
        return step.uid(uid).name(uid);
    }
}

package io.metarefresh.job.flink;

import static io.metarefresh.job.flink.StepNames.named;
import static io.metarefresh.job.flink.StepNames.once;

import io.metarefresh.job.decode.AnnouncementDecoding;
import io.metarefresh.job.decode.Decoded;
import io.metarefresh.job.decode.InteractionDecoding;
import io.metarefresh.job.decode.ProfileDecoding;
import io.metarefresh.job.flink.operator.DecodeFunction;
import io.metarefresh.job.flink.operator.RegistryFactory;
import io.metarefresh.job.flink.serializer.ValueType;
import io.metarefresh.job.record.Announcement;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.job.record.SideInput;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.SnapshotActivation;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Adds the sources of the job and the decoding behind each. */
public final class DecodeSteps {
    private final StreamExecutionEnvironment env;
    private final TopologySettings.Inputs settings;
    private final RegistryFactory registry;

    /** @param settings what is accepted */
    public DecodeSteps(StreamExecutionEnvironment env, TopologySettings.Inputs settings, RegistryFactory registry) {
        this.env = env;
        this.settings = settings;
        this.registry = registry;
    }

    DecodedInputs all(RefreshTopology.Inputs sources) {
        return new DecodedInputs(
                interactions(sources.interactions()),
                profiles(sources.profiles()),
                announcements(sources.activations()));
    }

    /** Adds {@code interactions-source} and {@code interactions-decode}. */
    public SingleOutputStreamOperator<EntityInteraction> interactions(Source<RawRecord, ?, ?> source) {
        TopologySettings.Inputs accepted = settings;
        DecodeFunction<EntityInteraction> decode = new DecodeFunction<>(
                CountNames.INTERACTIONS,
                registry,
                client -> new InteractionDecoding(
                        RecordDecoder.ofInteractions(client), accepted.contract(), accepted.decode())::decode,
                settings.decode().deadLetters(),
                settings.decode().maxRate());
        return named(
                source(source, "interactions-source").process(decode, ValueType.ENTITY_INTERACTION),
                "interactions-decode");
    }

    /** Adds {@code profiles-source} and {@code profiles-decode}. */
    public SingleOutputStreamOperator<SideInput> profiles(Source<RawRecord, ?, ?> source) {
        TopologySettings.Inputs accepted = settings;
        DecodeFunction<SideInput> decode = new DecodeFunction<>(
                CountNames.PROFILES,
                registry,
                client -> {
                    ProfileDecoding decoding = new ProfileDecoding(
                            RecordDecoder.ofProfiles(client), accepted.contract(), accepted.decode());
                    return record -> Decoded.widen(decoding.decode(record));
                },
                settings.decode().deadLetters(),
                null);
        return named(source(source, "profiles-source").process(decode, ValueType.SIDE_INPUT), "profiles-decode");
    }

    private SingleOutputStreamOperator<Announcement> announcements(Source<RawRecord, ?, ?> source) {
        int maxRecordBytes = settings.decode().maxRecordBytes();
        DecodeFunction<Announcement> decode = new DecodeFunction<>(
                CountNames.ACTIVATIONS,
                registry,
                client -> new AnnouncementDecoding(
                        new RecordDecoder<>(SnapshotActivation.class, client), maxRecordBytes)::decode);
        return once(named(
                once(source(source, "activations-source")).process(decode, ValueType.ANNOUNCEMENT),
                "activations-decode"));
    }

    private SingleOutputStreamOperator<RawRecord> source(Source<RawRecord, ?, ?> source, String uid) {
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), uid, ValueType.RAW_RECORD)
                .uid(uid);
    }
}

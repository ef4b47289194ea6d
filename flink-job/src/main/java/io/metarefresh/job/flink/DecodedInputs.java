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
import io.metarefresh.schemas.EntityProfile;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.SnapshotActivation;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The inputs behind decode. What is refused is on the side output {@link DecodeFunction#DEAD_LETTERS} of each.
 *
 * @param interactions what entities did
 * @param profiles {@link io.metarefresh.job.record.ProfileChange}s
 * @param announcements of snapshots, on one subtask
 */
public record DecodedInputs(
        SingleOutputStreamOperator<EntityInteraction> interactions,
        SingleOutputStreamOperator<SideInput> profiles,
        SingleOutputStreamOperator<Announcement> announcements) {

    /** Adds the sources and the decoding of all inputs. */
    static DecodedInputs add(
            StreamExecutionEnvironment env,
            TopologySettings.Inputs settings,
            RefreshTopology.Inputs sources,
            RegistryFactory registry) {
        return new DecodedInputs(
                interactions(env, settings, sources.interactions(), registry),
                profiles(env, settings, sources.profiles(), registry),
                announcements(env, settings, sources.activations(), registry));
    }

    /** Adds {@code interactions-source} and {@code interactions-decode}. */
    public static SingleOutputStreamOperator<EntityInteraction> interactions(
            StreamExecutionEnvironment env,
            TopologySettings.Inputs settings,
            Source<RawRecord, ?, ?> source,
            RegistryFactory registry) {
        DecodeFunction<EntityInteraction> decode = new DecodeFunction<>(
                CountNames.INTERACTIONS,
                registry,
                client -> new InteractionDecoding(
                                new RecordDecoder<>(InteractionEvent.class, client),
                                settings.contract(),
                                settings.decode())::decode,
                settings.decode().deadLetters(),
                settings.decode().maxRate());
        return named(
                source(env, source, "interactions-source").process(decode, ValueType.ENTITY_INTERACTION),
                "interactions-decode");
    }

    /** Adds {@code profiles-source} and {@code profiles-decode}. */
    public static SingleOutputStreamOperator<SideInput> profiles(
            StreamExecutionEnvironment env,
            TopologySettings.Inputs settings,
            Source<RawRecord, ?, ?> source,
            RegistryFactory registry) {
        DecodeFunction<SideInput> decode = new DecodeFunction<>(
                CountNames.PROFILES,
                registry,
                client -> {
                    ProfileDecoding decoding = new ProfileDecoding(
                            new RecordDecoder<>(EntityProfile.class, client), settings.contract(), settings.decode());
                    return record -> Decoded.widen(decoding.decode(record));
                },
                settings.decode().deadLetters(),
                null);
        return named(source(env, source, "profiles-source").process(decode, ValueType.SIDE_INPUT), "profiles-decode");
    }

    private static SingleOutputStreamOperator<Announcement> announcements(
            StreamExecutionEnvironment env,
            TopologySettings.Inputs settings,
            Source<RawRecord, ?, ?> source,
            RegistryFactory registry) {
        DecodeFunction<Announcement> decode = new DecodeFunction<>(
                CountNames.ACTIVATIONS,
                registry,
                client -> new AnnouncementDecoding(
                        new RecordDecoder<>(SnapshotActivation.class, client),
                        settings.decode().maxRecordBytes())::decode);
        return once(named(
                once(source(env, source, "activations-source")).process(decode, ValueType.ANNOUNCEMENT),
                "activations-decode"));
    }

    private static SingleOutputStreamOperator<RawRecord> source(
            StreamExecutionEnvironment env, Source<RawRecord, ?, ?> source, String uid) {
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), uid, ValueType.RAW_RECORD)
                .uid(uid);
    }
}

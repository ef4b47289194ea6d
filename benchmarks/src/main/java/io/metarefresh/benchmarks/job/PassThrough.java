package io.metarefresh.benchmarks.job;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.decode.DecodeRules;
import io.metarefresh.job.decode.InteractionDecoding;
import io.metarefresh.job.decode.ProfileDecoding;
import io.metarefresh.job.flink.DecodeFunction;
import io.metarefresh.job.flink.RefreshTopology;
import io.metarefresh.job.flink.RegistryFactory;
import io.metarefresh.job.flink.ValueType;
import io.metarefresh.job.kafka.KafkaEnds;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.EntityProfile;
import io.metarefresh.schemas.InteractionEvent;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.RegistrySettings;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What any job on these topics costs at least: the job's own sources and decoding, the same exchange by key, and one record of an
 * embedding's size to Kafka for every interaction. It keeps no state and adapts nothing.
 */
final class PassThrough {
    private PassThrough() {}

    static JobClient start(JobConfig config, InputContract contract, int recordBytes) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(RefreshJob.flink(config));
        RefreshTopology.Inputs inputs = new KafkaEnds(config).inputs(0);
        DecodeRules rules = DecodeRules.of(config);
        String url = config.get(Options.REGISTRY_URL);
        RegistryFactory registry = () -> new ConfluentSchemaRegistry(RegistrySettings.of(url));

        SingleOutputStreamOperator<EntityInteraction> interactions = env.fromSource(
                        inputs.interactions(),
                        WatermarkStrategy.noWatermarks(),
                        "interactions-source",
                        ValueType.RAW_RECORD)
                .uid("interactions-source")
                .process(
                        new DecodeFunction<>(
                                CountNames.INTERACTIONS,
                                registry,
                                client -> new InteractionDecoding(
                                        new RecordDecoder<>(InteractionEvent.class, client), contract, rules)::decode),
                        ValueType.ENTITY_INTERACTION)
                .uid("interactions-decode");
        SingleOutputStreamOperator<ProfileChange> profiles = env.fromSource(
                        inputs.profiles(), WatermarkStrategy.noWatermarks(), "profiles-source", ValueType.RAW_RECORD)
                .uid("profiles-source")
                .process(
                        new DecodeFunction<>(
                                CountNames.PROFILES,
                                registry,
                                client -> new ProfileDecoding(
                                        new RecordDecoder<>(EntityProfile.class, client), contract, rules)::decode),
                        ValueType.PROFILE_CHANGE)
                .uid("profiles-decode");
        interactions
                .keyBy(EntityInteraction::entityId, Types.STRING)
                .connect(profiles.keyBy(ProfileChange::entityId, Types.STRING))
                .process(new Forward(), ValueType.ENTITY_INTERACTION)
                .uid("pass-through")
                .name("pass-through")
                .sinkTo(KafkaSink.<EntityInteraction>builder()
                        .setBootstrapServers(config.get(Options.BOOTSTRAP_SERVERS))
                        .setRecordSerializer(new FixedBytes(config.get(Options.EMBEDDINGS_TOPIC), recordBytes))
                        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                        .setProperty(ProducerConfig.LINGER_MS_CONFIG, "1")
                        .build())
                .uid("sink");
        return env.executeAsync(config.get(Options.JOB_NAME));
    }

    private static final class Forward
            extends KeyedCoProcessFunction<String, EntityInteraction, ProfileChange, EntityInteraction> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processElement1(EntityInteraction input, Context context, Collector<EntityInteraction> out) {
            out.collect(input);
        }

        @Override
        public void processElement2(ProfileChange input, Context context, Collector<EntityInteraction> out) {}
    }

    /** The entity's id as key, and always the same value. */
    private static final class FixedBytes implements KafkaRecordSerializationSchema<EntityInteraction> {
        private static final long serialVersionUID = 1L;

        private final String topic;
        private final byte[] value;

        FixedBytes(String topic, int bytes) {
            this.topic = topic;
            this.value = new byte[bytes];
        }

        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                EntityInteraction input, KafkaSinkContext context, Long timestamp) {
            return new ProducerRecord<>(topic, null, input.entityId().getBytes(StandardCharsets.UTF_8), value);
        }
    }
}

package io.metarefresh.benchmarks.job;

import io.metarefresh.benchmarks.workload.EmbeddingRecord;
import io.metarefresh.encoding.InputContract;
import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.decode.DecodeRules;
import io.metarefresh.job.decode.InteractionDecoding;
import io.metarefresh.job.decode.ProfileDecoding;
import io.metarefresh.job.flink.RefreshTopology;
import io.metarefresh.job.flink.operator.DecodeFunction;
import io.metarefresh.job.flink.operator.RegistryFactory;
import io.metarefresh.job.flink.serializer.ValueType;
import io.metarefresh.job.kafka.KafkaEnds;
import io.metarefresh.job.kafka.SchemaIds;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.Reason;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.RegistrySettings;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * What any job on these topics costs at least: the job's own sources and decoding, the same exchange by key, and for every interaction
 * an embedding through the job's own sink to Kafka. It keeps no state and adapts nothing.
 */
final class PassThrough {
    private PassThrough() {}

    static JobClient start(JobConfig config, InputContract contract) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(RefreshJob.flink(config));
        KafkaEnds ends = new KafkaEnds(config);
        RefreshTopology.Inputs inputs = ends.inputs(0);
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
                                client -> new InteractionDecoding(RecordDecoder.ofInteractions(client), contract, rules)
                                        ::decode),
                        ValueType.ENTITY_INTERACTION)
                .uid("interactions-decode");
        SingleOutputStreamOperator<ProfileChange> profiles = env.fromSource(
                        inputs.profiles(), WatermarkStrategy.noWatermarks(), "profiles-source", ValueType.RAW_RECORD)
                .uid("profiles-source")
                .process(
                        new DecodeFunction<>(
                                CountNames.PROFILES,
                                registry,
                                client ->
                                        new ProfileDecoding(RecordDecoder.ofProfiles(client), contract, rules)::decode),
                        ValueType.PROFILE_CHANGE)
                .uid("profiles-decode");
        interactions
                .keyBy(EntityInteraction::entityId, Types.STRING)
                .connect(profiles.keyBy(ProfileChange::entityId, Types.STRING))
                .process(new Forward(), ValueType.PUBLICATION)
                .uid("pass-through")
                .name("pass-through")
                .sinkTo(ends.outputs(new SchemaIds(1, Optional.empty())).embeddings())
                .uid("sink");
        return env.executeAsync(config.get(Options.JOB_NAME));
    }

    /** An embedding of R1 for every interaction: always the same numbers, the entity and the time of the interaction. */
    private static final class Forward
            extends KeyedCoProcessFunction<String, EntityInteraction, ProfileChange, Publication> {
        private static final long serialVersionUID = 1L;

        private final float[] embedding = EmbeddingRecord.embedding();

        @Override
        public void processElement1(EntityInteraction input, Context context, Collector<Publication> out) {
            out.collect(new Publication.Embedding(
                    input.entityId(),
                    embedding,
                    "r1",
                    1,
                    input.row().eventTimeMillis(),
                    32,
                    0.7f,
                    0.6f,
                    Reason.INTERACTION));
        }

        @Override
        public void processElement2(ProfileChange input, Context context, Collector<Publication> out) {}
    }
}

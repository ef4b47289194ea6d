package io.metarefresh.benchmarks.job;

import io.metarefresh.benchmarks.workload.EmbeddingRecord;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.flink.DecodeSteps;
import io.metarefresh.job.flink.FlinkSettings;
import io.metarefresh.job.flink.RefreshTopology;
import io.metarefresh.job.flink.TaskResources;
import io.metarefresh.job.flink.TopologySettings;
import io.metarefresh.job.flink.serializer.ValueType;
import io.metarefresh.job.kafka.KafkaEnds;
import io.metarefresh.job.kafka.SchemaIds;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.SideInput;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * What any job on these topics costs at least: the job's own sources and decoding, the same exchange by key, and for every interaction
 * an embedding through the job's own sink to Kafka. It keeps no state and adapts nothing.
 */
final class PassThrough {
    private PassThrough() {}

    static JobClient start(JobConfig config) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(FlinkSettings.of(config));
        KafkaEnds ends = new KafkaEnds(config);
        RefreshTopology.Inputs sources = ends.inputs(0);
        DecodeSteps decode = new DecodeSteps(
                env,
                TopologySettings.of(config).inputs(),
                TaskResources.of(config).registry());
        DataStream<EntityInteraction> interactions = decode.interactions(sources.interactions());
        DataStream<SideInput> profiles = decode.profiles(sources.profiles());
        interactions
                .keyBy(EntityInteraction::entityId, Types.STRING)
                .connect(RefreshTopology.byEntity(profiles))
                .process(new Forward(), ValueType.PUBLICATION)
                .uid("pass-through")
                .name("pass-through")
                .sinkTo(ends.outputs(new SchemaIds(1, Optional.empty())).embeddings())
                .uid("sink");
        return env.executeAsync(config.get(Options.JOB_NAME));
    }

    /** An embedding of R1 for every interaction: always the same numbers, the entity and the time of the interaction. */
    private static final class Forward
            extends KeyedCoProcessFunction<String, EntityInteraction, SideInput, Publication> {
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
        public void processElement2(SideInput input, Context context, Collector<Publication> out) {}
    }
}

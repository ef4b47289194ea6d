package io.metarefresh.job.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.TestingJobConfig;
import io.metarefresh.job.kafka.KafkaEnds;
import io.metarefresh.job.kafka.SchemaIds;
import io.metarefresh.snapshot.EntityKind;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** What savepoints depend on: uids, max parallelism, and the chain of keyed step and inner loop. */
class RefreshTopologyTest {
    private static StreamGraph graph() throws Exception {
        JobConfig config = TestingJobConfig.of("job.parallelism", "2");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(FlinkSettings.of(config));
        KafkaEnds ends = new KafkaEnds(config);
        RefreshTopology.build(
                env,
                TopologySettings.of(config, TestingSnapshots.snapshot(EntityKind.MEMBER), "0".repeat(64)),
                TaskResources.of(config),
                ends.inputs(0),
                ends.outputs(new SchemaIds(1, Optional.of(2))));
        return env.getStreamGraph();
    }

    @Test
    void everyStepHasItsUidForEver() throws Exception {
        assertThat(graph().getStreamNodes().stream()
                        .map(StreamNode::getTransformationUID)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "interactions-source",
                        "interactions-decode",
                        "interactions-watermarks",
                        "profiles-source",
                        "profiles-decode",
                        "profiles-watermarks",
                        "activations-source",
                        "activations-decode",
                        "activations-admission",
                        "activations-watermarks",
                        "support-set",
                        "inner-loop",
                        "embeddings-sink",
                        "Sink Committer: embeddings-sink",
                        "dead-letters-sink",
                        "heartbeats",
                        "heartbeats-sink",
                        "Sink Committer: heartbeats-sink",
                        "interactions-heartbeats",
                        "profiles-heartbeats",
                        "activations-heartbeats",
                        "reading-heartbeats-sink",
                        "Sink Committer: reading-heartbeats-sink",
                        "Sink Committer: dead-letters-sink");
    }

    @Test
    void aRequestCrossesNoNetworkAndTheMaxParallelismIsExplicit() throws Exception {
        JobGraph job = graph().getJobGraph();
        assertThat(StreamSupport.stream(job.getVertices().spliterator(), false).map(JobVertex::getName))
                .hasSize(6)
                .anySatisfy(name -> assertThat(name)
                        .contains("support-set")
                        .contains("inner-loop")
                        .contains("embeddings-sink"))
                // Counts of decode can be read where decode runs, and only there.
                .anySatisfy(
                        name -> assertThat(name).contains("interactions-decode").contains("interactions-heartbeats"));
        assertThat(job.getVertices())
                .allSatisfy(vertex -> assertThat(vertex.getMaxParallelism()).isEqualTo(720));
    }
}

package io.metarefresh.benchmarks.job;

import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.flink.FlinkSettings;
import io.metarefresh.job.flink.RefreshTopology;
import io.metarefresh.job.flink.TaskResources;
import io.metarefresh.job.flink.TopologySettings;
import io.metarefresh.job.kafka.KafkaEnds;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Ways to read what lies on a topic: live, as a backfill, or only into state. */
public enum Replay {
    /** The job as it runs live: every interaction asks for a refresh. */
    LIVE("live job") {
        @Override
        JobClient start(JobConfig config) throws Exception {
            return RefreshJob.start(config);
        }
    },
    /** The job of a backfill: each member is adapted once, at the end. */
    BACKFILL("backfill") {
        @Override
        JobClient start(JobConfig config) throws Exception {
            return RefreshJob.start(config);
        }
    },
    /** Source, decoding, exchange by key and state of a backfill; no inner loop, and nothing is written to Kafka. */
    STATE_ONLY("state, then discarded") {
        @Override
        JobClient start(JobConfig config) throws Exception {
            StreamExecutionEnvironment env =
                    StreamExecutionEnvironment.getExecutionEnvironment(FlinkSettings.of(config));
            RefreshTopology.build(
                    env,
                    TopologySettings.of(config),
                    TaskResources.of(config).withModels(admitted -> new EmptyModel()),
                    new KafkaEnds(config).inputs(0),
                    new RefreshTopology.Outputs(new DiscardingSink<>(), new DiscardingSink<>()));
            return env.executeAsync(config.get(Options.JOB_NAME));
        }
    };

    private final String title;

    Replay(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    abstract JobClient start(JobConfig config) throws Exception;

    /**
     * Starts a run; the name must be of this run alone.
     *
     * @param settings the live job's configuration by dotted key
     * @param endOffsets of the interactions, as {@link Options#END_OFFSETS} takes them
     */
    public MeasuredJob start(String name, Map<String, String> settings, String endOffsets) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        MeasuredJob.reportMetrics(all, name);
        all.put(Options.END_OFFSETS.key(), endOffsets);
        if (this != LIVE) {
            all.put(Options.AT_END_ONLY.key(), "true");
        }
        return new MeasuredJob(name, start(JobConfig.of(all)));
    }
}

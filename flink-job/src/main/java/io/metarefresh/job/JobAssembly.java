package io.metarefresh.job;

import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.flink.FlinkSettings;
import io.metarefresh.job.flink.RefreshTopology;
import io.metarefresh.job.flink.TaskResources;
import io.metarefresh.job.flink.TopologySettings;
import io.metarefresh.job.kafka.AnnouncedSnapshots;
import io.metarefresh.job.kafka.KafkaEnds;
import io.metarefresh.job.kafka.SchemaIds;
import io.metarefresh.job.kafka.StartChecks;
import io.metarefresh.job.rollout.StartSnapshot;
import io.metarefresh.schemas.RegistryUnavailableException;
import io.metarefresh.schemas.SchemaRegistry;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a configuration to a job that can be executed: checks what it needs, chooses its first snapshot, builds its topology. */
final class JobAssembly {
    private static final Logger LOG = LoggerFactory.getLogger(JobAssembly.class);

    private final JobConfig config;
    private final TaskResources resources;

    JobAssembly(JobConfig config, TaskResources resources) {
        this.config = config;
        this.resources = resources;
    }

    /** @throws ConfigException when configuration, snapshot, brokers or registry do not fit together */
    StreamExecutionEnvironment assemble() throws ConfigException, InterruptedException {
        LOG.info("configuration:{}{}", System.lineSeparator(), config);
        TopologySettings configured = TopologySettings.of(config);
        SchemaIds schemaIds;
        AnnouncedSnapshots announced;
        TopologySettings settings;
        try (SchemaRegistry registry = resources.registry().open()) {
            schemaIds = new StartChecks(config, LOG::warn).check(registry);
            announced = AnnouncedSnapshots.read(config, registry, LOG::warn);
            settings = configured.startingWith(StartSnapshot.choose(
                    configured.rollout().start(),
                    announced.announcements(),
                    configured.rollout().admission(),
                    resources.loader(),
                    LOG::warn));
        } catch (RegistryUnavailableException e) {
            throw new ConfigException(List.of(Options.REGISTRY_URL.key() + ": " + e.getMessage()));
        }
        LOG.info(
                "starting with snapshot {} of {}",
                settings.rollout().start().id(),
                settings.rollout().start().uri());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(FlinkSettings.of(config));
        KafkaEnds ends = new KafkaEnds(config);
        RefreshTopology.build(env, settings, resources, ends.inputs(announced.endOffset()), ends.outputs(schemaIds));
        return env;
    }
}

package io.metarefresh.benchmarks;

import io.metarefresh.benchmarks.stack.Stack;
import io.metarefresh.job.config.StateBackend;
import io.metarefresh.schemas.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How the benchmarks configure the job: its defaults, on this stack, with what is named here.
 *
 * @param minInterval of PACE
 * @param more further settings of the job by dotted key, stronger than all others
 */
record JobSettings(
        StateBackend backend,
        int parallelism,
        Duration minInterval,
        Duration checkpointInterval,
        Map<String, String> more) {
    /** Flink's managed memory (RocksDB's block cache and write buffers) of one slot. */
    static final int MANAGED_MIB_PER_SLOT = 512;

    /** The job's configuration by dotted key. */
    Map<String, String> toConfig(Stack stack, TopicNames topics, Path snapshot) {
        Map<String, String> all = new HashMap<>();
        all.put("job.parallelism", Integer.toString(parallelism));
        all.put("kafka.bootstrap-servers", stack.bootstrapServers());
        all.put("registry.url", stack.registryUrl());
        all.put("topics.interactions", topics.interactions());
        all.put("topics.profiles", topics.memberProfiles());
        all.put("topics.embeddings", topics.metaEmbeddings());
        all.put("topics.snapshots", topics.modelSnapshots());
        all.put("topics.dead-letters", topics.deadLetters());
        all.put("snapshot.uri", snapshot.toString());
        all.put("refresh.min-interval", minInterval.toMillis() + " ms");
        all.put("checkpoint.interval", checkpointInterval.toMillis() + " ms");
        all.put(
                "checkpoint.directory",
                stack.directory().resolve("checkpoints").toUri().toString());
        all.put("state.backend", backendName());
        all.put("flink.taskmanager.memory.managed.size", MANAGED_MIB_PER_SLOT * parallelism + "m");
        all.put("flink.io.tmp.dirs", stack.directory().resolve("flink").toString());
        all.put("flink.rest.port", "0");
        all.put("flink.rest.bind-port", "0");
        all.put("flink.rest.bind-address", "127.0.0.1");
        all.putAll(more);
        return all;
    }

    String backendName() {
        return backend.name().toLowerCase(Locale.ROOT);
    }

    /** By name, for the line of JSON. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("state_backend", backendName());
        map.put("parallelism", parallelism);
        map.put("min_interval_ms", minInterval.toMillis());
        map.put("checkpoint_interval_ms", checkpointInterval.toMillis());
        map.put("managed_mib_per_slot", MANAGED_MIB_PER_SLOT);
        if (!more.isEmpty()) {
            map.put("set", more);
        }
        return map;
    }
}

package io.metarefresh.job.config;

import java.util.HashMap;
import java.util.Map;

/** Configurations of a job that is never started: what has no default, and what a test is about. */
public final class TestingJobConfig {
    private TestingJobConfig() {}

    /** @param more keys and values in turn */
    public static JobConfig of(String... more) throws ConfigException {
        return JobConfig.of(settings(more));
    }

    /** The same before it is read. */
    public static Map<String, String> settings(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "kafka.bootstrap-servers", "broker:9092",
                "registry.url", "http://registry:8081",
                "snapshot.uri", "/snapshots/1"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }
}

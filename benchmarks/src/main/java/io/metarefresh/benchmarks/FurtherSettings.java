package io.metarefresh.benchmarks;

import java.util.Map;
import picocli.CommandLine.Option;

/** Settings of the job that a benchmark leaves to whoever starts it. */
final class FurtherSettings {
    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A further setting of the job, such as checkpoint.interval='1 s'; may be repeated.")
    private Map<String, String> byKey = Map.of();

    Map<String, String> byKey() {
        return byKey;
    }
}

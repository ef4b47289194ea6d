package io.metarefresh.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchmarksTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command =
            Benchmarks.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void anUnknownNameIsAUsageErrorInOneLine() {
        assertThat(command.execute("throughput")).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains("throughput");
    }

    @Test
    void aMissingNameIsAUsageErrorInOneLine() {
        assertThat(command.execute()).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inner-loop", "pipeline", "freshness", "scale", "skew", "backfill"})
    void everyBenchmarkHasHelp(String name) {
        assertThat(command.execute(name, "--help")).isZero();
        assertThat(out.toString()).contains("benchmark " + name);
    }
}

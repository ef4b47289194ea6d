package io.metarefresh.benchmarks;

import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link InnerLoopBenchmark} and prints members per second by batch size: a table, then one line of JSON. */
public final class InnerLoopReport {
    private InnerLoopReport() {}

    public static void main(String[] arguments) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(InnerLoopBenchmark.class.getName())
                        .build())
                .run();
        StringBuilder json =
                new StringBuilder("{\"benchmark\":\"inner-loop\",\"model\":\"R1\",\"members_per_second\":{");
        System.out.printf(Locale.ROOT, "%n%8s %16s %16s%n", "batch", "members/s", "± (99.9 %)");
        String separator = "";
        for (RunResult result : results) {
            int batch = Integer.parseInt(result.getParams().getParam("batch"));
            double members = result.getPrimaryResult().getScore() * batch;
            double error = result.getPrimaryResult().getScoreError() * batch;
            System.out.printf(Locale.ROOT, "%8d %16.0f %16.0f%n", batch, members, error);
            json.append(String.format(Locale.ROOT, "%s\"%d\":%.0f", separator, batch, members));
            separator = ",";
        }
        System.out.println(json.append("}}"));
    }
}

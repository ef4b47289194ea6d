package io.metarefresh.cli;

import io.metarefresh.job.RefreshJob;
import io.metarefresh.job.config.ConfigFile;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.flink.FlinkSettings;
import io.metarefresh.job.record.Accounting;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.core.execution.JobClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code metarefresh run}: the job itself, in this process. */
@Command(
        name = "run",
        description = {
            "Runs the job in this process, with a Flink cluster of its own, until it ends or Ctrl-C.",
            "On a Flink cluster, submit the job's jar with the same --config instead."
        },
        mixinStandardHelpOptions = true)
final class RunCommand extends Subcommand {
    @Mixin
    private JobConfigOption config;

    @Override
    public Integer call() throws Exception {
        return config.run(spec(), () -> {
            PrintWriter out = out();
            JobConfig settings = ConfigFile.read(config.file());
            PluginFileSystems.find(FlinkSettings.of(settings));
            out.print(settings);
            out.flush();
            out.println("interactions: " + Accounting.of(ended(RefreshJob.start(settings))));
            return 0;
        });
    }

    /** The counts of a job that came to its end, as a bounded one does. */
    private static Map<String, Object> ended(JobClient job) throws Exception {
        try {
            return job.getJobExecutionResult().get().getAllAccumulatorResults();
        } catch (ExecutionException e) {
            Optional<String> stopped = RefreshJob.stopReason(e);
            if (stopped.isPresent()) {
                throw new CommandException(stopped.get(), e);
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}

package io.metarefresh.cli;

import io.metarefresh.job.config.ConfigException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The configuration file of a job, and how its mistakes are told. */
final class JobConfigOption {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The job's configuration (YAML).")
    private Path file;

    Path file() {
        return file;
    }

    /**
     * Runs what needs the configuration. Mistakes in it are told one a line, so that all of them can be corrected at once.
     *
     * @return the action's exit code, or that of wrong usage
     */
    int run(CommandSpec spec, Callable<Integer> action) throws Exception {
        if (!Files.isRegularFile(file)) {
            throw new CommandException("--config " + file + ": no such file");
        }
        try {
            return action.call();
        } catch (ConfigException e) {
            PrintWriter err = spec.commandLine().getErr();
            String name = spec.qualifiedName();
            e.problems().forEach(problem -> err.println(name + ": " + file + ": " + problem));
            return CommandLine.ExitCode.USAGE;
        }
    }
}

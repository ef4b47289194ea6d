package io.metarefresh.cli;

import io.metarefresh.text.OneLine;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** How errors reach the user: one line on the error stream, with the command's name in front. */
final class OneLineErrors {
    private static final Logger LOG = LoggerFactory.getLogger(OneLineErrors.class);

    private OneLineErrors() {}

    /** Wrong usage: exit code 2. */
    static final class ForUsage implements IParameterExceptionHandler {
        @Override
        public int handleParseException(ParameterException e, String[] arguments) {
            CommandLine command = e.getCommandLine();
            String name = command.getCommandSpec().qualifiedName();
            command.getErr().println(name + ": " + OneLine.joined(e.getMessage()) + " (see '" + name + " --help')");
            List<String> similar = e instanceof CommandLine.UnmatchedArgumentException unmatched
                    ? unmatched.getSuggestions()
                    : List.of();
            if (!similar.isEmpty()) {
                command.getErr().println("Did you mean: " + String.join(", ", similar) + "?");
            }
            return CommandLine.ExitCode.USAGE;
        }
    }

    /** What was asked for could not be done: exit code 1. */
    static final class ForFailure implements IExecutionExceptionHandler {
        private final Metarefresh root;

        ForFailure(Metarefresh root) {
            this.root = root;
        }

        @Override
        public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
            PrintWriter err = command.getErr();
            String name = command.getCommandSpec().qualifiedName();
            err.println(name + ": " + message(e));
            LOG.info("{} failed", name, e);
            if (root.verbose()) {
                e.printStackTrace(err);
            }
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** The exception's message in one line; the kind of exception where the message alone says too little. */
    static String message(Throwable e) {
        if (e instanceof FileSystemException file) {
            return file.getFile() + ": " + reason(file);
        }
        String message = e.getMessage();
        if (message == null || message.isBlank()) {
            Throwable cause = e.getCause();
            return cause == null ? e.getClass().getSimpleName() : message(cause);
        }
        boolean ours = e.getClass().getName().startsWith("io.metarefresh.") || e instanceof IllegalArgumentException;
        return ours ? OneLine.joined(message) : e.getClass().getSimpleName() + ": " + OneLine.joined(message);
    }

    private static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e.getReason() == null ? e.getClass().getSimpleName() : OneLine.joined(e.getReason());
    }
}

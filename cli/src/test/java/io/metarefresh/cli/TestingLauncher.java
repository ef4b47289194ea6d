package io.metarefresh.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Commands as processes of their own, by {@code bin/metarefresh}. */
final class TestingLauncher {
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private TestingLauncher() {}

    /** @param log takes both streams; that of the logger goes beside it */
    static Process start(Path log, Map<String, String> environment, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("../bin/metarefresh"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("METAREFRESH_LOG", log + ".details");
        builder.environment().put("METAREFRESH_JAVA_OPTS", "-Xmx512m -XX:TieredStopAtLevel=1");
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Waits for a condition while the process lives: for long, because a process of its own starts slowly where much else runs. */
    static void await(String what, Process process, Path log, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError((process.isAlive() ? "not within " + DEADLINE : "ended before") + ": " + what
                        + "\n" + text(log));
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** What it printed, and what its logger wrote. */
    static String text(Path log) {
        StringBuilder text = new StringBuilder();
        for (Path file : List.of(log, Path.of(log + ".details"))) {
            try {
                text.append(Files.exists(file) ? Files.readString(file) : "");
            } catch (IOException e) {
                text.append(e);
            }
        }
        return text.toString();
    }
}

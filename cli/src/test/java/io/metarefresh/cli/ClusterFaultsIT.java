package io.metarefresh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code deploy/e2e/faults.sh}: a cluster of processes, killed under load. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the script reads /proc and uses GNU's tools")
class ClusterFaultsIT {
    private static final Duration DEADLINE = Duration.ofMinutes(15);
    private static final int PORTS = 5;

    @TempDir
    private Path directory;

    @Test
    void killedProcessesLoseNothing() throws Exception {
        Path log = directory.resolve("faults.log");
        Process script = new ProcessBuilder(
                        "../deploy/e2e/faults.sh",
                        "--short",
                        "--port-base",
                        Integer.toString(freePorts()),
                        "--work",
                        directory.resolve("work").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(script.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                    .as(() -> "ended in time: " + text(log))
                    .isTrue();
        } finally {
            // On TERM it ends what it has started.
            script.destroy();
            if (!script.waitFor(1, TimeUnit.MINUTES)) {
                script.destroyForcibly();
            }
        }
        assertThat(script.exitValue()).as(() -> text(log)).isZero();
        assertThat(text(log))
                .contains(
                        "the audit notices one interaction less",
                        "kills of TaskManagers 2, of the JobManager 1",
                        "all of it holds");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The first of some that follow each other and are free, below those that outgoing connections get. */
    private static int freePorts() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(20_000, 31_000);
            boolean free = true;
            for (int port = first; port < first + PORTS; port++) {
                free &= isFree(port);
            }
            if (free) {
                return first;
            }
        }
        throw new IllegalStateException("no " + PORTS + " free ports in a row");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}

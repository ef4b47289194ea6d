package io.metarefresh.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page that is followed literally must not be said to work where one of its commands fails. */
class RunPageTest {
    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    private Path directory;

    private record Run(int exitCode, String printed) {}

    private Run follow(String... commands) throws Exception {
        assumeTrue(Files.isExecutable(BASH), "skipped: no bash");
        StringBuilder page = new StringBuilder("# A page\n");
        for (String command : commands) {
            page.append("\n```sh\n").append(command).append("\n```\n");
        }
        Path file = Files.writeString(directory.resolve("page.md"), page);
        ProcessBuilder builder = new ProcessBuilder(
                        BASH.toString(),
                        DeployFiles.at("deploy/e2e/run-page.sh").toString(),
                        file.toString())
                .redirectErrorStream(true);
        builder.environment().put("TMPDIR", directory.toString());
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), printed);
    }

    @Test
    void everyBlockIsPrintedAndRunInTheSameShell() throws Exception {
        Run run = follow("a=4", "echo $((a + 3))");
        assertThat(run.printed()).contains("$ a=4", "$ echo $((a + 3))\n7\n", "every command of the page did");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void theFirstCommandThatFailsEndsItOnEitherSideOfAPipe() throws Exception {
        for (String failing : new String[] {"false", "false | cat", "echo x | grep y"}) {
            Run run = follow("echo first", failing, "echo $((40 + 2))");
            assertThat(run.exitCode()).as(failing).isNotZero();
            assertThat(run.printed()).contains("\nfirst\n").doesNotContain("42", "every command of the page did");
        }
    }
}

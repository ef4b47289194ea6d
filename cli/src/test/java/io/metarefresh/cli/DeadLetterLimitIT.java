package io.metarefresh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.TestingStack;
import io.metarefresh.schemas.DeadLetterHeaders;
import io.metarefresh.snapshot.EntityKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that would divert everything stops, says why in one line, and loses nothing. */
class DeadLetterLimitIT {
    @TempDir
    private Path directory;

    @Test
    void tooManyDeadLettersStopTheJobAndNoneIsLost() throws Exception {
        Path snapshot = TestingSnapshots.write(directory.resolve("snapshot"), EntityKind.MEMBER);
        try (TestingStack stack = new TestingStack(1, 20_000)) {
            for (int i = 0; i < 50; i++) {
                stack.sendLater(stack.topics.interactions(), 0, "m".getBytes(UTF_8), ("garbage " + i).getBytes(UTF_8));
            }
            stack.flush();
            stack.send(stack.topics.interactions(), 0, "m".getBytes(UTF_8), "the last".getBytes(UTF_8));
            Map<String, String> settings =
                    stack.settings(snapshot, "input.bounded", "true", "input.starting-offsets", "committed");
            settings.put("input.dead-letter-window", "40");

            CommandResult stopped = run(settings);
            assertThat(stopped.exitCode()).isEqualTo(1);
            assertThat(stopped.err())
                    .hasLineCount(1)
                    .startsWith(
                            "metarefresh run: input.max-dead-letter-ratio: 40 of the last 40 records were refused, more"
                                    + " than 0.5, most of them for BAD_MAGIC; the last is "
                                    + stack.topics.interactions() + "-0@39: ");

            settings.put("input.max-dead-letter-ratio", "1");
            CommandResult ended = run(settings);
            assertThat(ended.exitCode()).isZero();
            assertThat(stack.read(stack.topics.deadLetters()).stream()
                            .map(letter -> DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.OFFSET)
                                    .orElseThrow())
                            .collect(Collectors.toSet()))
                    .hasSize(51);
        }
    }

    private CommandResult run(Map<String, String> settings) throws IOException {
        Path file = directory.resolve("job.yaml");
        Files.writeString(
                file,
                settings.entrySet().stream()
                        .map(entry -> entry.getKey() + ": '" + entry.getValue() + "'\n")
                        .collect(Collectors.joining()));
        return CommandResult.of("run", "--config", file);
    }
}

package io.metarefresh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.dataset.InteractionFile;
import io.metarefresh.dataset.OnlineFeatures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MetarefreshTest {
    @TempDir
    private Path directory;

    static Stream<List<String>> everyCommand() {
        List<List<String>> commands = new ArrayList<>();
        collect(Metarefresh.commandLine(), List.of(), commands);
        return commands.stream();
    }

    private static void collect(CommandLine command, List<String> path, List<List<String>> commands) {
        commands.add(path);
        command.getSubcommands().forEach((name, subcommand) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            collect(subcommand, longer, commands);
        });
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandHasHelp(List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.add("--help");

        CommandResult result = CommandResult.of(arguments.toArray());

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("Usage: metarefresh", "--help", "--verbose");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void hasTheCommandsOfTheDesign() {
        assertThat(Metarefresh.commandLine().getSubcommands().keySet())
                .contains(
                        "local",
                        "import",
                        "generate",
                        "train",
                        "evaluate",
                        "adapt",
                        "inspect",
                        "run",
                        "play",
                        "lookup",
                        "dead-letters",
                        "verify",
                        "promote",
                        "backfill",
                        "status",
                        "topics",
                        "schemas");
    }

    @Test
    void wrongUsageIsOneLineAndExitCodeTwo() {
        assertUsage("metarefresh: a command is missing");
        assertUsage("metarefresh import: a format is missing", "import");
        assertUsage("metarefresh topics: an action is missing", "topics");
        assertUsage("metarefresh generate: Missing required options", "generate");
        assertUsage("metarefresh play: --rate must be above 0, not 0.0", "play", "--data", "x.csv", "--rate", "0");
        assertUsage(
                "metarefresh generate: Invalid value for option '--members': 'x' is not an int",
                "generate",
                "--members",
                "x");
        assertUsage(
                "metarefresh generate: events must be at least the 5 members, not 2",
                "generate",
                "--members",
                "5",
                "--events",
                "2",
                "--out",
                directory.resolve("x.csv"));
        assertUsage("metarefresh local: --rate must be a number of events per second", "local", "--rate", "fast");
        assertUsage("metarefresh local: --share must be between 0 and 1, not 1.5", "local", "--share", "1.5");
        assertRefusedBeforeTraining("model_version must be an integer not below 0, not -1", "--model-version=-1");
        assertRefusedBeforeTraining("model_name must be 1 to 200 characters", "--model-name", "");
        assertRefusedBeforeTraining(
                "inner_loop.steps must be an integer from 0 to 1000, not 1001", "--inner-steps", "1001");
        assertRefusedBeforeTraining("inner_loop.support_max_size must be", "--support-max-size", "70000");
        assertRefusedBeforeTraining(
                "inner_loop.support_horizon must be at least a millisecond", "--support-horizon", "PT0.0001S");
        assertUsage("metarefresh: Unmatched argument at index 0: 'backfil'", "backfil");
    }

    @Test
    void anUnknownCommandIsWrongUsageAlsoWhereHelpIsAskedFor() {
        for (String[] arguments : new String[][] {{"backfil", "--help"}, {"--help", "backfil"}}) {
            CommandResult result = CommandResult.of((Object[]) arguments);

            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).hasLineCount(1).startsWith("metarefresh: unknown command 'backfil' (see ");
            assertThat(result.out()).isEmpty();
        }
        assertUsage("metarefresh topics: unknown command 'creat'", "topics", "creat", "--help");
        assertUsage("metarefresh import: unknown command 'netflix'", "import", "netflix", "x", "--help");
    }

    @Test
    void anArgumentThatTheLocaleHasMutilatedIsNotTaken() {
        assertUsage(
                "metarefresh forget: 'Zo\uFFFD\uFFFD' holds bytes that are no text in this locale's encoding ",
                "forget",
                "Zo\uFFFD\uFFFD",
                "--bootstrap-servers",
                "nowhere:1");
    }

    @Test
    void anEmptyIdIsForgottenByNobody() {
        assertUsage(
                "metarefresh forget: an id is empty: nobody is forgotten",
                "forget",
                "a",
                "",
                "--bootstrap-servers",
                "nowhere:1");
    }

    private void assertRefusedBeforeTraining(String problem, String... options) {
        List<Object> arguments =
                new ArrayList<>(List.of("train", "--data", "x.csv", "--out", directory.resolve("new")));
        arguments.addAll(List.of(options));
        assertUsage(
                "metarefresh train: the snapshot would not be valid: snapshot.json: " + problem, arguments.toArray());
    }

    private static void assertUsage(String message, Object... arguments) {
        CommandResult result = CommandResult.of(arguments);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith(message).contains("--help");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void aFailureIsOneLineWithoutStackTraceAndExitCodeOne() {
        Path missing = directory.resolve("missing.csv");

        CommandResult result = CommandResult.of("adapt", "--snapshot", directory.resolve("none"), "--in", missing);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .isEqualToIgnoringNewLines(
                        "metarefresh adapt: snapshot " + directory.resolve("none") + ": no such directory");

        result = CommandResult.of("train", "--data", missing, "--out", directory.resolve("new"));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).isEqualToIgnoringNewLines("metarefresh train: " + missing + ": no such file");
    }

    @Test
    void verboseAddsTheStackTrace() {
        CommandResult result =
                CommandResult.of("--verbose", "train", "--data", "missing.csv", "--out", directory.resolve("new"));

        assertThat(result.err()).contains("missing.csv: no such file", "\tat io.metarefresh.");
    }

    @Test
    void generatesAFileThatCanBeRead() throws Exception {
        Path file = directory.resolve("data.csv.gz");

        CommandResult result = CommandResult.of("generate", "--members", 5, "--events", 60, "--seed", 3, "--out", file);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("60 interactions of 5 members");
        assertThat(InteractionFile.read(file).interactions()).hasSize(60);
    }

    @Test
    void importsMovieLens() throws Exception {
        Files.writeString(directory.resolve("movies.csv"), "movieId,title,genres\n10,Heat,Action\n");
        Files.writeString(directory.resolve("ratings.csv"), "userId,movieId,rating,timestamp\n1,10,4.0,200\n");
        Path file = directory.resolve("out.csv");

        CommandResult result = CommandResult.of("import", "movielens", directory, "--features", "none", "--out", file);

        assertThat(result.exitCode()).isZero();
        assertThat(Files.readString(file))
                .isEqualTo(
                        """
                        member_id,item_id,event_time,label,context.genres:ids,context.item_statistics:dense
                        1,10,200000,1,Action,0.5|0
                        """);
    }

    @Test
    void importsWhatAFeatureStoreWouldHaveLogged() throws Exception {
        Files.writeString(directory.resolve("movies.csv"), "movieId,title,genres\n10,Heat,Action\n");
        Files.writeString(directory.resolve("ratings.csv"), "userId,movieId,rating,timestamp\n1,10,4.0,200\n");
        Path file = directory.resolve("out.csv");

        CommandResult result = CommandResult.of("import", "movielens", directory, "--out", file);

        assertThat(result.exitCode()).isZero();
        var logged = InteractionFile.read(file).interactions().get(0).context().dense();
        for (OnlineFeatures.Group group : OnlineFeatures.Group.values()) {
            assertThat(logged.get(group.feature())).as(group.feature()).hasSize(group.width());
        }
    }

    @Test
    void badLinesEndTheCommandOrAreCounted() throws Exception {
        Path file = directory.resolve("bad.csv");
        Files.writeString(file, "member_id,item_id,event_time,label\nm,i,noon,1\n");

        CommandResult strict = CommandResult.of("train", "--data", file, "--out", directory.resolve("new"));
        assertThat(strict.exitCode()).isEqualTo(1);
        assertThat(strict.err()).contains(file + ": line 2: column 'event_time': 'noon'");

        CommandResult lenient =
                CommandResult.of("train", "--skip-bad-lines", "--data", file, "--out", directory.resolve("new"));
        assertThat(lenient.exitCode()).isEqualTo(1);
        assertThat(lenient.err()).contains("skipped 1 bad lines of 1", file + ": no interactions");
    }

    @Test
    void aConfigurationWithMistakesNamesAllOfThem() throws Exception {
        Path file = directory.resolve("job.yaml");
        Files.writeString(file, "kafka.bootstrap-servers: a:1\nbatch: {size: 3}\n");

        CommandResult result = CommandResult.of("run", "--config", file);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("batch.size", "registry.url", "snapshot.uri");
        assertThat(result.err().lines()).allMatch(line -> line.startsWith("metarefresh run: " + file + ": "));
    }
}

package io.metarefresh.cli;

import io.metarefresh.schemas.TopicAdmin;
import io.metarefresh.schemas.TopicDefinition;
import io.metarefresh.schemas.Topics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code metarefresh topics}: the seven topics of a deployment. */
@Command(
        name = "topics",
        description = "Creates, describes and checks the topics that the job reads and writes.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "ACTION")
final class TopicsCommand extends CommandGroup {
    TopicsCommand() {
        super("an action is missing: create, describe or check");
    }

    /** How large topics are to be. */
    static final class SizingOptions {
        @Option(names = "--partitions", paramLabel = "N", defaultValue = "12", description = "Partitions of a topic.")
        private int partitions;

        @Option(names = "--replication", paramLabel = "N", defaultValue = "3", description = "Replicas of a partition.")
        private short replication;

        @Option(
                names = "--max-record-bytes",
                paramLabel = "BYTES",
                defaultValue = "1048576",
                description = "Largest record of the input; dead letters may be 65536 larger.")
        private int maxRecordBytes;

        @Option(
                names = "--interaction-retention",
                paramLabel = "DURATION",
                defaultValue = "P7D",
                description =
                        "How long interactions can be replayed; the job's member.forget-retention must not be less.")
        private Duration interactionRetention;

        @Option(
                names = "--tombstone-retention",
                paramLabel = "DURATION",
                defaultValue = "P7D",
                description =
                        "How long a reader may be away and still see every deletion; in member-profiles at least a day"
                                + " longer than interactions are kept.")
        private Duration tombstoneRetention;

        @Option(
                names = "--dead-letter-retention",
                paramLabel = "DURATION",
                defaultValue = "P30D",
                description = "How long dead letters are kept.")
        private Duration deadLetterRetention;

        Topics.Sizing sizing() {
            return new Topics.Sizing(
                    partitions,
                    replication,
                    maxRecordBytes,
                    interactionRetention,
                    tombstoneRetention,
                    deadLetterRetention);
        }
    }

    /** The topics that an action is about. */
    static final class TopicOptions {
        @Mixin
        private KafkaOptions kafka;

        @Mixin
        private TopicNameOptions names;

        @Mixin
        private SizingOptions sizing;
    }

    /** What an action does, and its exit code. */
    @FunctionalInterface
    private interface Action {
        int act(TopicAdmin admin, List<TopicDefinition> definitions, PrintWriter out);
    }

    @Command(
            name = "create",
            description =
                    "Creates the topics that do not exist; one that exists is left as it is, and how it differs is shown.",
            showDefaultValues = true,
            mixinStandardHelpOptions = true)
    int create(@Mixin TopicOptions options) throws CommandException {
        return act("create", options, (admin, definitions, out) -> report(admin.create(definitions), out));
    }

    @Command(
            name = "check",
            description =
                    "Compares the topics with what they should be and changes nothing; exit code 1 where one differs.",
            showDefaultValues = true,
            mixinStandardHelpOptions = true)
    int check(@Mixin TopicOptions options) throws CommandException {
        return act("check", options, (admin, definitions, out) -> report(admin.check(definitions), out));
    }

    @Command(
            name = "describe",
            description =
                    "Shows the topics as they are: partitions, replicas, and the settings that the job relies on.",
            showDefaultValues = true,
            mixinStandardHelpOptions = true)
    int describe(@Mixin TopicOptions options) throws CommandException {
        return act("describe", options, TopicsCommand::describe);
    }

    private int act(String name, TopicOptions options, Action action) throws CommandException {
        CommandLine command = spec().subcommands().get(name);
        List<TopicDefinition> definitions;
        try {
            definitions = Topics.all(options.names.names(), options.sizing.sizing());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ParameterException(command, e.getMessage(), e);
        }
        KafkaReachable.check(options.kafka);
        try (TopicAdmin admin = new TopicAdmin(options.kafka.client())) {
            return action.act(admin, definitions, command.getOut());
        }
    }

    private static int report(List<TopicAdmin.Result> results, PrintWriter out) {
        boolean allAsDefined = true;
        for (TopicAdmin.Result result : results) {
            out.printf("%-28s %s%n", result.topic(), result.state().name().toLowerCase(Locale.ROOT));
            result.differences().forEach(difference -> out.println("    " + difference));
            allAsDefined &= result.asDefined();
        }
        out.flush();
        return allAsDefined ? 0 : 1;
    }

    private static int describe(TopicAdmin admin, List<TopicDefinition> definitions, PrintWriter out) {
        boolean allThere = true;
        for (TopicDefinition definition : definitions) {
            Optional<TopicAdmin.Description> found = admin.describe(definition.name());
            allThere &= found.isPresent();
            if (found.isEmpty()) {
                out.printf("%-28s missing%n", definition.name());
                continue;
            }
            TopicAdmin.Description topic = found.get();
            out.printf("%-28s %d partitions, replication %d%n", topic.name(), topic.partitions(), topic.replication());
            Map<String, String> settings = new TreeMap<>(topic.config());
            settings.keySet().retainAll(definition.config().keySet());
            settings.forEach((key, value) -> out.println("    " + key + " = " + value));
        }
        out.flush();
        return allThere ? 0 : 1;
    }
}

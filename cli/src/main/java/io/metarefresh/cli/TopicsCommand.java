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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code metarefresh topics}: the seven topics of a deployment. */
@Command(
        name = "topics",
        description = "Creates, describes and checks the topics that the job reads and writes.",
        subcommands = {TopicsCommand.Create.class, TopicsCommand.Describe.class, TopicsCommand.Check.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "ACTION")
final class TopicsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "an action is missing: create, describe or check");
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

    /** What the three actions share. */
    private abstract static class Action implements Callable<Integer> {
        @Mixin
        private KafkaOptions kafka;

        @Mixin
        private TopicNameOptions names;

        @Mixin
        private SizingOptions sizing;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws CommandException {
            List<TopicDefinition> definitions;
            try {
                definitions = Topics.all(names.names(), sizing.sizing());
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage(), e);
            }
            KafkaReachable.check(kafka);
            try (TopicAdmin admin = new TopicAdmin(kafka.client())) {
                return act(admin, definitions, spec.commandLine().getOut());
            }
        }

        abstract int act(TopicAdmin admin, List<TopicDefinition> definitions, PrintWriter out);

        static int report(List<TopicAdmin.Result> results, PrintWriter out) {
            boolean allAsDefined = true;
            for (TopicAdmin.Result result : results) {
                out.printf("%-28s %s%n", result.topic(), result.state().name().toLowerCase(Locale.ROOT));
                result.differences().forEach(difference -> out.println("    " + difference));
                allAsDefined &= result.asDefined();
            }
            out.flush();
            return allAsDefined ? 0 : 1;
        }
    }

    @Command(
            name = "create",
            description =
                    "Creates the topics that do not exist; one that exists is left as it is, and how it differs is shown.",
            showDefaultValues = true,
            mixinStandardHelpOptions = true)
    static final class Create extends Action {
        @Override
        int act(TopicAdmin admin, List<TopicDefinition> definitions, PrintWriter out) {
            return report(admin.create(definitions), out);
        }
    }

    @Command(
            name = "check",
            description =
                    "Compares the topics with what they should be and changes nothing; exit code 1 where one differs.",
            showDefaultValues = true,
            mixinStandardHelpOptions = true)
    static final class Check extends Action {
        @Override
        int act(TopicAdmin admin, List<TopicDefinition> definitions, PrintWriter out) {
            return report(admin.check(definitions), out);
        }
    }

    @Command(
            name = "describe",
            description =
                    "Shows the topics as they are: partitions, replicas, and the settings that the job relies on.",
            showDefaultValues = true,
            mixinStandardHelpOptions = true)
    static final class Describe extends Action {
        @Override
        int act(TopicAdmin admin, List<TopicDefinition> definitions, PrintWriter out) {
            boolean allThere = true;
            for (TopicDefinition definition : definitions) {
                Optional<TopicAdmin.Description> found = admin.describe(definition.name());
                allThere &= found.isPresent();
                if (found.isEmpty()) {
                    out.printf("%-28s missing%n", definition.name());
                    continue;
                }
                TopicAdmin.Description topic = found.get();
                out.printf(
                        "%-28s %d partitions, replication %d%n", topic.name(), topic.partitions(), topic.replication());
                Map<String, String> settings = new TreeMap<>(topic.config());
                settings.keySet().retainAll(definition.config().keySet());
                settings.forEach((key, value) -> out.println("    " + key + " = " + value));
            }
            out.flush();
            return allThere ? 0 : 1;
        }
    }
}

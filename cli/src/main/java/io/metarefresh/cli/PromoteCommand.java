package io.metarefresh.cli;

import io.metarefresh.cli.topic.AcknowledgedWriter;
import io.metarefresh.cli.topic.RecordedTopic;
import io.metarefresh.cli.verify.ComparisonReport;
import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.EmbeddingAlias;
import io.metarefresh.schemas.EntityKey;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.Subjects;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metarefresh promote}: readers of an alias read another topic from now on. */
@Command(
        name = "promote",
        description = {
            "Switches the readers of an alias to another embedding topic: each store fills its new view and swaps it in one step.",
            "Only where 'verify' finds both topics equal, unless --no-verify. Switching back is promoting the former topic."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class PromoteCommand extends Subcommand {
    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private RegistryOptions registryOptions;

    @Option(names = "--topic", required = true, paramLabel = "TOPIC", description = "The embedding topic to be read.")
    private String topic;

    @Option(
            names = "--alias",
            paramLabel = "NAME",
            defaultValue = "meta-embeddings",
            description = "What readers ask for: the embedding topic in their settings.")
    private String alias;

    @Option(
            names = "--aliases-topic",
            paramLabel = "TOPIC",
            defaultValue = "metarefresh-aliases",
            description = "Where aliases are switched.")
    private String aliasesTopic;

    @Option(names = "--no-verify", description = "Switch whatever the two topics hold.")
    private boolean noVerify;

    @Mixin
    private ComparisonOptions comparison;

    @Override
    public Integer call() throws CommandException {
        comparison.check(spec());
        KafkaReachable.check(kafka);
        PrintWriter out = out();
        try (SchemaRegistry registry = new ConfluentSchemaRegistry(registryOptions.settings());
                RecordedTopic aliases = RecordedTopic.open(kafka.client(), aliasesTopic)) {
            String before = target(aliases, registry);
            if (before.equals(topic)) {
                out.println("'" + alias + "' is topic '" + topic + "' already");
                return 0;
            }
            // Also without comparison: a topic that does not exist must not be promoted.
            RecordedTopic.open(kafka.client(), topic).close();
            if (!noVerify) {
                ComparisonReport report = comparison.compare(kafka, registryOptions, before, topic);
                report.print(out);
                if (!report.equal()) {
                    throw new CommandException("topic '" + topic + "' is not proven to hold what '" + before
                            + "' holds: nothing was switched (--across-versions for another snapshot, --skip-bad-records where"
                            + " records cannot be read, --no-verify to switch all the same)");
                }
            }
            write(registry, before);
            out.println("'" + alias + "' is topic '" + topic + "' from now on, it was '" + before + "'");
            return 0;
        }
    }

    /** The topic that the alias names now: itself, where nothing was promoted. */
    private String target(RecordedTopic aliases, SchemaRegistry registry) throws CommandException {
        RecordDecoder<EmbeddingAlias> decoder = new RecordDecoder<>(EmbeddingAlias.class, registry);
        byte[] key = EntityKey.encode(alias);
        String[] target = {alias};
        aliases.read(record -> {
            if (Arrays.equals(record.key(), key)) {
                try {
                    target[0] = record.value() == null
                            ? alias
                            : decoder.decode(record.value()).getTopic();
                } catch (BadRecordException e) {
                    throw new CommandException(
                            "topic '" + aliasesTopic + "' offset " + record.offset() + ": " + e.getMessage(), e);
                }
            }
            return true;
        });
        return target[0];
    }

    private void write(SchemaRegistry registry, String before) throws CommandException {
        Subjects.Subject subject = Subjects.aliases(aliasesTopic);
        int schemaId = registry.idOf(subject.name(), subject.schema())
                .orElseThrow(() -> new CommandException("subject '" + subject.name()
                        + "' has no schema of this build; run 'metarefresh schemas register' first"));
        byte[] value = new RecordEncoder<>(schemaId, EmbeddingAlias.class)
                .encode(new EmbeddingAlias(alias, topic, before, Instant.now()));
        try (AcknowledgedWriter writer = new AcknowledgedWriter(kafka.client(), aliasesTopic)) {
            writer.write(alias, value);
        }
    }
}

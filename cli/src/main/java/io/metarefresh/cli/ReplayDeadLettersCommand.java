package io.metarefresh.cli;

import io.metarefresh.cli.deadletters.DeadLetter;
import io.metarefresh.cli.deadletters.DeadLetterReplay;
import io.metarefresh.cli.deadletters.DeadLetterSelection;
import io.metarefresh.cli.deadletters.DeadLetterValues;
import io.metarefresh.cli.deadletters.DeadLetters;
import io.metarefresh.cli.topic.OpenTransactions;
import io.metarefresh.cli.topic.RecordedTopic;
import io.metarefresh.schemas.EntityKey;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.TopicNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metarefresh dead-letters replay}. */
@Command(
        name = "replay",
        description = {
            "Puts refused records back into the topics where they were refused, original bytes or repaired ones.",
            "A letter that was put back is marked and left out by later runs; a run that was broken off is simply repeated."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class ReplayDeadLettersCommand extends Subcommand {
    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private DeadLetterSelectionOptions selectionOptions;

    @Option(names = "--all", description = "Every letter; needed where nothing else selects.")
    private boolean all;

    @Option(names = "--limit", paramLabel = "N", description = "Put back at most so many.")
    private Long limit;

    @Option(names = "--dry-run", description = "Say what would be put back, and write nothing.")
    private boolean dryRun;

    @Option(names = "--again", description = "Also those that were put back before.")
    private boolean again;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "PT1M",
            description =
                    "Wait so long for the end of open transactions, behind which marks of earlier runs can lie hidden.")
    private Duration wait;

    @Option(names = "--key", paramLabel = "ID", description = "A repaired key for the one letter selected.")
    private String key;

    @Option(
            names = "--value-file",
            paramLabel = "FILE",
            description = "Repaired bytes for the one letter selected, in the wire format, written as they are.")
    private Path valueFile;

    @Option(
            names = "--json-file",
            paramLabel = "FILE",
            description = "A repaired value for the one letter selected, as 'show' prints it (Avro's JSON).")
    private Path jsonFile;

    private long selected;
    private long before;
    private final Map<String, Long> putBack = new TreeMap<>();

    @Override
    public Integer call() throws CommandException {
        DeadLetterSelection selection = selection();
        KafkaReachable.check(cluster.kafka());
        TopicNames topics = cluster.topics();
        PrintWriter err = err();
        // The producer first: what an earlier run left open ends now, and no other run writes marks any more.
        try (DeadLetterReplay replay = dryRun
                        ? null
                        : new DeadLetterReplay(cluster.client(), topics.deadLetters(), Clock.systemUTC());
                RecordedTopic topic = withEveryMark(topics.deadLetters());
                SchemaRegistry registry = cluster.openRegistry()) {
            DeadLetters letters = new DeadLetters(topic, line -> err.println(qualifiedName() + ": " + line));
            DeadLetterValues values = new DeadLetterValues(topics, registry);
            letters.read(letter -> {
                if (selection.includes(letter)) {
                    put(letter, letters, values, replay);
                }
            });
            if (replay != null) {
                replay.commit();
            }
        }
        report();
        if (selected == 0 && selection.namesOne()) {
            throw new CommandException("no such dead letter in topic '" + topics.deadLetters() + "'");
        }
        return 0;
    }

    /** A job with exactly-once writes letters in transactions, and its open one hides marks that were committed meanwhile. */
    private RecordedTopic withEveryMark(String topic) throws CommandException {
        PrintWriter err = err();
        OpenTransactions.awaitEnd(cluster.client(), topic, wait, line -> err.println(qualifiedName() + ": " + line));
        return RecordedTopic.open(cluster.client(), topic);
    }

    private DeadLetterSelection selection() {
        DeadLetterSelection selection = selectionOptions.selection(spec());
        if (selection.equals(DeadLetterSelection.ALL) != all) {
            throw wrongUsage(
                    all ? "--all and a selection exclude each other" : "nothing is selected; --all means every letter");
        }
        boolean repairs = key != null || valueFile != null || jsonFile != null;
        if (repairs && !selection.namesOne()) {
            throw wrongUsage("--key, --value-file and --json-file need --partition and --offset");
        }
        if (valueFile != null && jsonFile != null) {
            throw wrongUsage("--value-file and --json-file exclude each other");
        }
        if (wait.isNegative()) {
            throw wrongUsage("--wait " + wait + ": must not be negative");
        }
        if (limit != null && limit < 1) {
            throw wrongUsage("--limit " + limit + ": must be positive");
        }
        return selection;
    }

    private void put(DeadLetter letter, DeadLetters letters, DeadLetterValues values, DeadLetterReplay replay)
            throws CommandException {
        selected++;
        if (!again && letters.replayedAtMillis(letter).isPresent()) {
            before++;
            return;
        }
        if (limit != null
                && putBack.values().stream().mapToLong(Long::longValue).sum() >= limit) {
            return;
        }
        if ((key != null || valueFile != null || jsonFile != null) && !putBack.isEmpty()) {
            throw new CommandException(letter.coordinates()
                    + ": a repair is for one letter, and there is another at this partition and offset: add --topic");
        }
        byte[] repairedKey = key == null ? letter.key() : EntityKey.encode(key);
        byte[] repairedValue = repairedValue(letter, values);
        if (replay != null) {
            replay.put(letter, repairedKey, repairedValue);
        }
        putBack.merge(letter.cause(), 1L, Long::sum);
    }

    private byte[] repairedValue(DeadLetter letter, DeadLetterValues values) throws CommandException {
        try {
            if (valueFile != null) {
                return Files.readAllBytes(valueFile);
            }
            if (jsonFile != null) {
                return values.bytes(letter.coordinates().topic(), Files.readString(jsonFile));
            }
            return letter.value();
        } catch (IOException e) {
            throw new CommandException(
                    (valueFile != null ? "--value-file " : "--json-file ") + OneLineErrors.message(e), e);
        } catch (DeadLetterValues.UnreadableException e) {
            throw new CommandException("--json-file " + jsonFile + ": " + e.getMessage(), e);
        }
    }

    private void report() {
        PrintWriter out = out();
        long sum = putBack.values().stream().mapToLong(Long::longValue).sum();
        putBack.forEach((cause, count) -> out.printf("%-16s %,10d%n", cause, count));
        out.printf(
                "%,d selected, %,d put back before, %,d %s%n",
                selected, before, sum, dryRun ? "would be put back" : "put back");
        out.flush();
    }
}

package io.metarefresh.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metarefresh.cli.deadletters.DeadLetter;
import io.metarefresh.cli.deadletters.DeadLetterSelection;
import io.metarefresh.cli.deadletters.DeadLetterValues;
import io.metarefresh.cli.deadletters.DeadLetters;
import io.metarefresh.cli.topic.RecordedTopic;
import io.metarefresh.schemas.EntityKey;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.TopicNames;
import io.metarefresh.text.PrintableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metarefresh dead-letters show}. */
@Command(
        name = "show",
        description = {
            "Shows refused records: cause, coordinates, key, size, and the value where it can be decoded; then counts by cause.",
            "Each record once, also where a restarted job wrote its letter twice."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class ShowDeadLettersCommand extends Subcommand {
    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private DeadLetterSelectionOptions selectionOptions;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "Letters shown; all are counted. 0 shows the counts alone.")
    private int limit;

    @Option(names = "--no-decode", description = "Leave the values out: the schema registry is not asked.")
    private boolean noDecode;

    @Option(names = "--json", description = "One JSON line per letter, and none for the counts.")
    private boolean json;

    @Option(
            names = "--value-out",
            paramLabel = "FILE",
            description = "Write the untouched bytes of the one value selected by --partition and --offset.")
    private Path valueOut;

    /** What is known of one cause. */
    private static final class Tally {
        long letters;
        long replayed;
        long firstMillis = Long.MAX_VALUE;
        long lastMillis = Long.MIN_VALUE;
    }

    @Override
    public Integer call() throws CommandException, IOException {
        DeadLetterSelection selection = selectionOptions.selection(spec());
        if (limit < 0) {
            throw wrongUsage("--limit " + limit + ": must not be negative");
        }
        if (valueOut != null && !selection.namesOne()) {
            throw wrongUsage("--value-out needs --partition and --offset");
        }
        KafkaReachable.check(cluster.kafka());
        TopicNames topics = cluster.topics();
        PrintWriter out = out();
        PrintWriter err = err();
        try (RecordedTopic topic = RecordedTopic.open(cluster.client(), topics.deadLetters());
                SchemaRegistry registry = cluster.openRegistry()) {
            DeadLetters letters = new DeadLetters(topic, line -> err.println(qualifiedName() + ": " + line));
            DeadLetterValues values = new DeadLetterValues(topics, registry);
            Map<String, Tally> tallies = new TreeMap<>();
            long[] shown = {0};
            letters.read(letter -> {
                if (!selection.includes(letter)) {
                    return;
                }
                tally(tallies, letter, letters);
                if (shown[0]++ < limit) {
                    show(letter, letters, values, out);
                }
                if (valueOut != null) {
                    write(letter);
                }
            });
            if (!json) {
                counts(tallies, shown[0], topic, out);
            }
            out.flush();
            if (valueOut != null && shown[0] == 0) {
                throw new CommandException(
                        "--value-out " + valueOut + ": no such dead letter in topic '" + topics.deadLetters() + "'");
            }
            return 0;
        }
    }

    private static void tally(Map<String, Tally> tallies, DeadLetter letter, DeadLetters letters) {
        Tally tally = tallies.computeIfAbsent(letter.cause(), cause -> new Tally());
        tally.letters++;
        tally.replayed += letters.replayedAtMillis(letter).isPresent() ? 1 : 0;
        tally.firstMillis = Math.min(tally.firstMillis, letter.timestampMillis());
        tally.lastMillis = Math.max(tally.lastMillis, letter.timestampMillis());
    }

    private void show(DeadLetter letter, DeadLetters letters, DeadLetterValues values, PrintWriter out) {
        String value = null;
        String unreadable = null;
        if (!noDecode && letter.value() != null) {
            try {
                value = values.json(letter);
            } catch (DeadLetterValues.UnreadableException e) {
                unreadable = e.getMessage();
            }
        }
        if (json) {
            out.println(line(letter, letters, value, unreadable));
            return;
        }
        out.printf(
                "%s  %s  %s  key %s  %s%s%n",
                letter.cause(),
                letter.coordinates(),
                time(letter.timestampMillis()),
                key(letter),
                letter.value() == null ? "no value" : letter.size() + " bytes",
                letters.replayedAtMillis(letter)
                        .map(millis -> "  put back " + time(millis))
                        .orElse(""));
        out.println("    " + PrintableText.of(letter.message()));
        if (value != null) {
            out.println("    " + PrintableText.of(value));
        } else if (unreadable != null && !unreadable.equals(letter.message())) {
            out.println("    not decoded: " + PrintableText.of(unreadable));
        }
    }

    private static String line(DeadLetter letter, DeadLetters letters, String value, String unreadable) {
        ObjectNode line = new JsonMapper().createObjectNode();
        line.put("cause", letter.cause());
        line.put("message", letter.message());
        line.put("topic", letter.coordinates().topic());
        line.put("partition", letter.coordinates().partition());
        line.put("offset", letter.coordinates().offset());
        line.put("timestamp", letter.timestampMillis());
        line.put("key", EntityKey.decode(letter.key()).orElse(null));
        line.put("bytes", letter.size());
        line.put("replayed_at", letters.replayedAtMillis(letter).orElse(null));
        line.put("value", value);
        line.put("not_decoded", unreadable);
        return line.toString();
    }

    private static String time(long millis) {
        return millis < 0 ? "no timestamp" : Instant.ofEpochMilli(millis).toString();
    }

    private static String key(DeadLetter letter) {
        if (letter.key() == null) {
            return "none";
        }
        return EntityKey.decode(letter.key())
                .map(key -> "'" + PrintableText.of(key) + "'")
                .orElse("of " + letter.key().length + " bytes, no text");
    }

    private void write(DeadLetter letter) throws CommandException {
        try {
            Files.write(valueOut, letter.value() == null ? new byte[0] : letter.value());
        } catch (IOException e) {
            throw new CommandException("--value-out " + valueOut + ": " + e.getMessage(), e);
        }
    }

    private static void counts(Map<String, Tally> tallies, long letters, RecordedTopic topic, PrintWriter out) {
        if (letters == 0) {
            out.println("no dead letters of that kind in topic '" + topic.topic() + "' up to " + topic.endsAsText());
            return;
        }
        out.printf("%n%-16s %10s %10s  %-24s  %s%n", "cause", "letters", "put back", "first", "last");
        tallies.forEach((cause, tally) -> out.printf(
                "%-16s %,10d %,10d  %-24s  %s%n",
                cause, tally.letters, tally.replayed, time(tally.firstMillis), time(tally.lastMillis)));
        out.printf(
                "%-16s %,10d %,10d%n",
                "all",
                letters,
                tallies.values().stream().mapToLong(tally -> tally.replayed).sum());
    }
}

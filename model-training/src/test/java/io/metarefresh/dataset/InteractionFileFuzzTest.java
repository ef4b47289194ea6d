package io.metarefresh.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever is in a file, reading it ends with data or with one clear line; whatever is written is read back. */
class InteractionFileFuzzTest {
    private static final String HEADER = "member_id,item_id,event_time,label,context.stats:dense,context.genres:ids\n";
    private static Path directory;

    @BeforeContainer
    static void createDirectory() throws IOException {
        directory = Files.createTempDirectory("interaction-file");
    }

    @AfterContainer
    static void deleteDirectory() throws IOException {
        Files.deleteIfExists(directory.resolve("fuzz.csv"));
        Files.deleteIfExists(directory);
    }

    @Property(tries = 500)
    void anyBytesGiveDataOrOneClearLine(@ForAll byte[] bytes) throws IOException {
        expectDataOrOneLine(bytes);
    }

    @Property(tries = 1000)
    void anyMutationOfGoodLinesGivesDataOrOneClearLine(@ForAll("mutated") String body) throws IOException {
        expectDataOrOneLine((HEADER + body).getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 300)
    void whenBadLinesAreSkippedEveryLineIsReadOrCounted(@ForAll("mutated") String body) throws Exception {
        Path file = Files.writeString(directory.resolve("fuzz.csv"), HEADER + body);
        List<String> reports = new ArrayList<>();
        Dataset data = InteractionFile.read(file, true, reports::add);

        long lines = body.lines().filter(line -> !line.isEmpty()).count();
        long skipped = reports.isEmpty()
                ? 0
                : Long.parseLong(reports.get(reports.size() - 1).replaceAll(".*skipped (\\d+) bad lines.*", "$1"));
        assertThat(data.interactions().size() + skipped).isEqualTo(lines);
    }

    @Property(tries = 200)
    void whatIsWrittenIsReadBack(@ForAll("interactions") List<Interaction> interactions) throws Exception {
        Path file = directory.resolve("fuzz.csv");
        List<Interaction> ordered = new ArrayList<>(interactions);
        ordered.sort(java.util.Comparator.comparingLong(Interaction::eventTimeMillis));
        InteractionFile.write(file, new Dataset(ordered, Map.of()));

        List<Interaction> read = InteractionFile.read(file).interactions();
        assertThat(read).usingRecursiveFieldByFieldElementComparator().isEqualTo(ordered);
    }

    @Provide
    Arbitrary<String> mutated() {
        Arbitrary<String> parts = Arbitraries.of(
                "m1",
                "i1",
                "1000",
                "1",
                "0.5|2",
                "a|b",
                ",",
                ",",
                ",",
                ",",
                ",",
                "\"",
                "|",
                "\n",
                "-",
                "NaN",
                "1e99",
                "\u0000",
                "m1,i1,1000,1,0.5|2,a|b\n");
        return parts.list().ofMaxSize(30).map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<List<Interaction>> interactions() {
        Arbitrary<String> id = Arbitraries.strings()
                .withChars("aä,\"' |;\u20ac\uFEFF0")
                .ofMinLength(1)
                .ofMaxLength(6);
        Arbitrary<String> listed = id.map(text -> "x" + text.replace("|", ""));
        Arbitrary<Features> context = Combinators.combine(
                        Arbitraries.floats().array(float[].class).ofSize(2),
                        listed.list().ofMinSize(1).ofMaxSize(3))
                .as((dense, ids) -> new Features(Map.of("stats", dense), Map.of("genres", ids)));
        Arbitrary<Float> numbers = Arbitraries.floats().between(0, 1e9f);
        Arbitrary<Long> times = Arbitraries.longs().between(0, Columns.MAX_TIME);
        return Combinators.combine(id, id, id, times, numbers, numbers, context)
                .as((event, member, item, time, label, weight, features) ->
                        new Interaction(event, 0, member, item, time, label, weight, features))
                .list()
                .ofMaxSize(8);
    }

    private static void expectDataOrOneLine(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("fuzz.csv"), bytes);
        try {
            assertThat(InteractionFile.read(file)).isNotNull();
        } catch (DatasetException e) {
            assertThat(e.getMessage()).startsWith(file + ": ").doesNotContain("\n", "\r");
        }
    }
}

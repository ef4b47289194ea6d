package io.metarefresh.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InteractionFileTest {
    private static final String HEADER =
            "member_id,item_id,event_time,label,weight,event_id,context.stats:dense,context.genres:ids,entity.age:dense";
    private static final String GOOD = "m1,i1,1000,1,0.5,e1,0.1|2,a|b,0.3";

    @TempDir
    private Path directory;

    @Test
    void readsEveryKindOfColumn() throws Exception {
        Dataset data = read(HEADER + "\n" + GOOD + "\n");

        Interaction row = data.interactions().get(0);
        assertThat(row.memberId()).isEqualTo("m1");
        assertThat(row.itemId()).isEqualTo("i1");
        assertThat(row.eventTimeMillis()).isEqualTo(1000);
        assertThat(row.label()).isEqualTo(1);
        assertThat(row.weight()).isEqualTo(0.5f);
        assertThat(row.eventId()).isEqualTo("e1");
        assertThat(row.eventVersion()).isZero();
        assertThat(row.context().dense().get("stats")).containsExactly(0.1f, 2);
        assertThat(row.context().ids().get("genres")).containsExactly("a", "b");
        assertThat(data.profile("m1").dense().get("age")).containsExactly(0.3f);
    }

    @Test
    void columnsAreFoundByName() throws Exception {
        Dataset data = read("label,event_time,item_id,member_id\n0.25,7,i,m\n");

        assertThat(data.interactions())
                .containsExactly(new Interaction("000000000001", 0, "m", "i", 7, 0.25f, 1, Features.NONE));
    }

    @Test
    void ordersByTimeThenRowAndNumbersRowsOfTheFile() throws Exception {
        Dataset data = read("member_id,item_id,event_time,label\nm,late,9,1\nm,first,5,1\n\nm,second,5,0\n");

        assertThat(data.interactions())
                .extracting(Interaction::itemId, Interaction::eventId)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("first", "000000000002"),
                        org.assertj.core.groups.Tuple.tuple("second", "000000000003"),
                        org.assertj.core.groups.Tuple.tuple("late", "000000000001"));
    }

    @Test
    void profilesChangeWithTheRowsThatHaveOthers() throws Exception {
        Dataset data =
                read("member_id,item_id,event_time,label,entity.age:dense\nm,i,9,1,0.9\nm,i,5,1,0.5\nm,i,10,1,\n");

        assertThat(data.profiles().before("m", 9).dense().get("age")).containsExactly(0.5f);
        assertThat(data.profiles().before("m", 10).dense().get("age")).containsExactly(0.9f);
        assertThat(data.profile("m").dense().get("age")).containsExactly(0.9f);
        assertThat(data.profile("other")).isSameAs(Features.NONE);
    }

    @Test
    void profilesAreWrittenAsTheyWere() throws Exception {
        String text = "member_id,item_id,event_time,label,entity.age:dense,entity.country:ids\n"
                + "m,i,5,1,,\nm,i,6,1,0.5,AT\nm,i,7,1,0.5,AT\nm,i,8,1,,BR\nother,i,9,1,0.7,AT\n";
        Path file = directory.resolve("again.csv");

        InteractionFile.write(file, read(text));

        // What a row leaves open is as before.
        assertThat(Files.readString(file)).isEqualTo(text);
        assertThat(read(text).profiles().all("m"))
                .as("equal ones are held once")
                .hasSize(2);
    }

    @Test
    void toleratesWindowsLineEndsAndByteOrderMark() throws Exception {
        Dataset data = read("\uFEFFmember_id,item_id,event_time,label\r\nm,i,9,1\r\n");

        assertThat(data.interactions()).hasSize(1);
    }

    @Test
    void quotedFieldsMayHoldCommasAndQuotes() throws Exception {
        Dataset data = read("member_id,item_id,event_time,label\n\"m,1\",\"i \"\"x\"\"\",9,1");

        assertThat(data.interactions().get(0).memberId()).isEqualTo("m,1");
        assertThat(data.interactions().get(0).itemId()).isEqualTo("i \"x\"");
    }

    @Test
    void readsGzipByItsName() throws Exception {
        Path file = directory.resolve("data.csv.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write((HEADER + "\n" + GOOD).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(InteractionFile.read(file).interactions()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "m1,i1,1000,1,1,e1,1|2,a,0.3,x;has 10 fields where the header has 9 columns",
                "m1,i1,1000;has 3 fields where the header has 9 columns",
                ",i1,1000,1,1,e1,1|2,a,0.3;column 'member_id': is empty",
                "m1,,1000,1,1,e1,1|2,a,0.3;column 'item_id': is empty",
                "m1,i1,1000,1,1,,1|2,a,0.3;column 'event_id': is empty",
                "m1,i1,1e3,1,1,e1,1|2,a,0.3;column 'event_time': '1e3' is not a number of milliseconds",
                "m1,i1,-1,1,1,e1,1|2,a,0.3;column 'event_time': '-1' is outside 0 to 253402300799999",
                "m1,i1,253402300800000,1,1,e1,1|2,a,0.3;column 'event_time': '253402300800000' is outside",
                "m1,i1,1000,liked,1,e1,1|2,a,0.3;column 'label': 'liked' is not a finite number",
                "m1,i1,1000,NaN,1,e1,1|2,a,0.3;column 'label': 'NaN' is not a finite number",
                "m1,i1,1000,,1,e1,1|2,a,0.3;column 'label': '' is not a finite number",
                "m1,i1,1000,1e99,1,e1,1|2,a,0.3;column 'label': '1e99' is too large for a 32-bit float",
                "m1,i1,1000,0x1p3,1,e1,1|2,a,0.3;column 'label': '0x1p3' is not a finite number",
                "m1,i1,1000,1,-1,e1,1|2,a,0.3;column 'weight': '-1' is negative",
                "m1,i1,1000,1,Infinity,e1,1|2,a,0.3;column 'weight': 'Infinity' is not a finite number",
                "m1,i1,1000,1,1,e1,1|2|3,a,0.3;column 'context.stats:dense': '1|2|3' has 3 numbers where earlier lines have 2",
                "m1,i1,1000,1,1,e1,1|,a,0.3;column 'context.stats:dense': '' is not a finite number",
                "m1,i1,1000,1,1,e1,1|2,a||b,0.3;column 'context.genres:ids': 'a||b' holds an empty id",
                "\"m1,i1,1000,1,1,e1,1|2,a,0.3;a quote is opened and not closed on its line",
                "m\"1,i1,1000,1,1,e1,1|2,a,0.3;field 1 has a quote inside an unquoted value: 'm\"1'",
                "\"m\"1,i1,1000,1,1,e1,1|2,a,0.3;field 1 has text after its closing quote",
            })
    void aBadLineIsNamedWithLineColumnAndValue(String line, String problem) throws Exception {
        Path file = write(HEADER + "\n" + GOOD + "\n" + line + "\n" + GOOD + "\n");

        assertThatThrownBy(() -> InteractionFile.read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + ": line 3: " + problem)
                .hasMessageNotContaining("\n");

        List<String> reports = new ArrayList<>();
        assertThat(InteractionFile.read(file, true, reports::add).interactions())
                .as("both good lines stay")
                .hasSize(2);
        assertThat(reports).hasSize(2);
        assertThat(reports.get(0)).contains("line 3: " + problem);
        assertThat(reports.get(1)).isEqualTo(file + ": skipped 1 bad lines of 3");
    }

    @Test
    void allProblemsOfAHeaderAreNamedAtOnce() {
        assertThatThrownBy(() -> read("member_id,item_id,item_id,time,context.a:dense,context.a:ids,context.:ids\n"))
                .hasMessageContaining("line 1: ")
                .hasMessageContaining("column 'item_id' appears twice")
                .hasMessageContaining("unknown column 'time'")
                .hasMessageContaining("the feature of column 'context.a:ids' is both dense and ids")
                .hasMessageContaining("unknown column 'context.:ids'")
                .hasMessageContaining("column 'event_time' is missing")
                .hasMessageContaining("column 'label' is missing");
    }

    @Test
    void aFeatureThatNoSnapshotCouldNameIsRefused() {
        assertThatThrownBy(() -> read("member_id,item_id,event_time,label,context. :ids,entity.a\tb:dense,context."
                        + "x".repeat(201) + ":ids\n"))
                .hasMessageContaining("column 'context. :ids' must have a name of 1 to 200 characters")
                .hasMessageContaining("column 'entity.a\\u0009b:dense' must have a name")
                .hasMessageContaining("(213 characters) must have a name");
    }

    @Test
    void whatIsNoTextFileIsRefusedClearly() throws Exception {
        assertThatThrownBy(() -> InteractionFile.read(directory)).hasMessageEndingWith("is a directory, not a file");
        assertThatThrownBy(() -> InteractionFile.read(directory.resolve("none.csv")))
                .hasMessageEndingWith("none.csv: no such file");
        assertThatThrownBy(() -> read("")).hasMessageEndingWith("line 1: the header is missing");

        Path latin = directory.resolve("latin.csv");
        Files.write(latin, "member_id,item_id,event_time,label\nm\u00fc,i,1,1".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> InteractionFile.read(latin)).hasMessageContaining("not valid text");

        Path gz = directory.resolve("broken.csv.gz");
        Files.write(gz, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> InteractionFile.read(gz)).hasMessageContaining("broken.csv.gz: cannot be read");
    }

    @Test
    void linesAndFieldsAreBounded() {
        assertThatThrownBy(() -> read("x".repeat(LineReader.MAX_LINE + 1)))
                .hasMessageContaining("line 1: longer than the 1048576 characters allowed");
        assertThatThrownBy(() -> read("member_id,item_id,event_time,label\n" + "m".repeat(65537) + ",i,1,1"))
                .hasMessageContaining("line 2: column 'member_id': longer than the 65536 characters allowed");
    }

    @Test
    void writesOnlyTheColumnsThatAreNeeded() throws Exception {
        Path file = directory.resolve("out/data.csv");
        InteractionFile.write(
                file,
                new Dataset(List.of(new Interaction("000000000001", 0, "m", "i,1", 5, 1, 1, Features.NONE)), Map.of()));

        assertThat(Files.readString(file)).isEqualTo("member_id,item_id,event_time,label\nm,\"i,1\",5,1\n");
        assertThat(directory.resolve("out")).isDirectoryContaining("glob:**data.csv");
    }

    @Test
    void refusesToWriteWhatItCouldNotReadBack() {
        Features list = new Features(Map.of(), Map.of("genres", List.of("a|b")));
        assertThatThrownBy(() -> write(new Interaction("e", 0, "m", "i", 5, 1, 1, list)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'a|b'");
        assertThatThrownBy(() -> write(new Interaction("e", 0, "m\n", "i", 5, 1, 1, Features.NONE)))
                .hasMessageContaining("'m\\u000a' holds a line break");
        assertThatThrownBy(() -> write(new Interaction("e", 1, "m", "i", 5, 1, 1, Features.NONE)))
                .hasMessageContaining("has version 1");
        assertThatThrownBy(() -> write(new Interaction("e", 0, "m", "i", -1, 1, 1, Features.NONE)))
                .hasMessageContaining("event 'e' cannot be written")
                .hasMessageContaining("'-1' is outside 0 to 253402300799999");
        assertThatThrownBy(() -> write(new Interaction("e", 0, "m", "i", Columns.MAX_TIME + 1, 1, 1, Features.NONE)))
                .hasMessageContaining("'253402300800000' is outside");
        assertThatThrownBy(() -> write(new Interaction("e", 0, "m", "i", 5, 1, -1, Features.NONE)))
                .hasMessageContaining("'-1' is negative");
        Features tooLong = new Features(Map.of(), Map.of("genres", List.of("a".repeat(40_000), "b".repeat(40_000))));
        assertThatThrownBy(() -> write(new Interaction("e", 0, "m", "i", 5, 1, 1, tooLong)))
                .hasMessageContaining("column 'context.genres:ids': longer than the 65536 characters allowed");
        Map<String, List<String>> manyLists = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            manyLists.put("genres" + i, List.of("a".repeat(60_000)));
        }
        assertThatThrownBy(() -> write(new Interaction("e", 0, "m", "i", 5, 1, 1, new Features(Map.of(), manyLists))))
                .hasMessageContaining("event 'e' makes a line longer than the 1048576 characters");
        assertThat(directory).isEmptyDirectory();
    }

    private void write(Interaction interaction) throws IOException {
        InteractionFile.write(directory.resolve("out.csv"), new Dataset(List.of(interaction), Map.of()));
    }

    private Dataset read(String text) throws Exception {
        return InteractionFile.read(write(text));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("data.csv"), text);
    }
}

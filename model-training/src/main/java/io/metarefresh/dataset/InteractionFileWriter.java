package io.metarefresh.dataset;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.text.QuotedValue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;

/** Writes interactions files: beside the target first, then renamed, so that nobody reads half a file. */
final class InteractionFileWriter {
    private final Dataset data;
    private final boolean weights;
    private final boolean eventIds;
    private final Set<String> contextColumns = new TreeSet<>();
    private final Set<String> entityColumns = new TreeSet<>();

    private InteractionFileWriter(Dataset data) {
        this.data = data;
        boolean anyWeight = false;
        boolean anyEventId = false;
        long row = 0;
        for (Interaction i : data.interactions()) {
            row++;
            anyWeight |= i.weight() != 1;
            anyEventId |= !i.eventId().equals(InteractionFile.eventId(row));
            collect(i.context(), contextColumns);
        }
        for (String memberId : data.profiles().memberIds()) {
            data.profiles().all(memberId).forEach(profile -> collect(profile, entityColumns));
        }
        this.weights = anyWeight;
        this.eventIds = anyEventId;
    }

    static void write(Path file, Dataset data) throws IOException {
        Path target = file.toAbsolutePath();
        Files.createDirectories(target.getParent());
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        try {
            boolean gzip = file.getFileName().toString().endsWith(".gz");
            try (OutputStream bytes = Files.newOutputStream(partial);
                    OutputStream packed = gzip ? new GZIPOutputStream(bytes, 1 << 16) : bytes;
                    Writer text = new OutputStreamWriter(packed, StandardCharsets.UTF_8);
                    CsvWriter csv =
                            CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
                new InteractionFileWriter(data).write(csv);
            }
            Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static void collect(Features features, Set<String> columns) {
        features.dense().keySet().forEach(name -> columns.add(name + Columns.DENSE));
        features.ids().keySet().forEach(name -> columns.add(name + Columns.IDS));
    }

    private void write(CsvWriter csv) throws IOException {
        List<String> header = header();
        Columns columns;
        try {
            columns = Columns.of(header);
        } catch (MalformedLineException e) {
            throw new IOException("the columns cannot be written to an interactions file: " + e.getMessage(), e);
        }
        csv.writeRecord(line(header, "the header"));
        long row = 0;
        for (Interaction i : data.interactions()) {
            List<String> record = record(i);
            String event = "event " + QuotedValue.of(i.eventId());
            try {
                // Whatever the reader would refuse is refused here.
                columns.row(record, ++row);
            } catch (MalformedLineException e) {
                throw new IOException(event + " cannot be written to an interactions file: " + e.getMessage(), e);
            }
            csv.writeRecord(line(record, event));
        }
    }

    /** Checks that the reader would take so long a line. */
    private static List<String> line(List<String> fields, String what) throws IOException {
        long length = 0;
        for (String field : fields) {
            // At most: a comma, quotes around, and every quote inside twice.
            length += field.length() + 3 + field.chars().filter(c -> c == '"').count();
        }
        if (length > LineReader.MAX_LINE) {
            throw new IOException(what + " makes a line longer than the " + LineReader.MAX_LINE
                    + " characters that an interactions file allows");
        }
        return fields;
    }

    private List<String> header() throws IOException {
        List<String> header =
                new ArrayList<>(List.of(Columns.MEMBER_ID, Columns.ITEM_ID, Columns.EVENT_TIME, Columns.LABEL));
        if (weights) {
            header.add(Columns.WEIGHT);
        }
        if (eventIds) {
            header.add(Columns.EVENT_ID);
        }
        for (String column : contextColumns) {
            header.add(oneLine(Columns.CONTEXT + column));
        }
        for (String column : entityColumns) {
            header.add(oneLine(Columns.ENTITY + column));
        }
        return header;
    }

    private List<String> record(Interaction i) throws IOException {
        if (i.eventVersion() != 0) {
            throw new IOException("event " + QuotedValue.of(i.eventId()) + " has version " + i.eventVersion()
                    + ", which an interactions file cannot hold");
        }
        List<String> record = new ArrayList<>();
        record.add(id(i.memberId()));
        record.add(id(i.itemId()));
        record.add(Long.toString(i.eventTimeMillis()));
        record.add(number(i.label()));
        if (weights) {
            record.add(number(i.weight()));
        }
        if (eventIds) {
            record.add(id(i.eventId()));
        }
        for (String column : contextColumns) {
            record.add(feature(i.context(), column));
        }
        for (String column : entityColumns) {
            record.add(feature(data.profiles().at(i.memberId(), i.eventTimeMillis()), column));
        }
        return record;
    }

    private static String feature(Features features, String column) throws IOException {
        String name = column.substring(0, column.lastIndexOf(':'));
        StringBuilder joined = new StringBuilder();
        if (column.endsWith(Columns.DENSE)) {
            for (float value : features.dense().getOrDefault(name, new float[0])) {
                joined.append(joined.isEmpty() ? "" : "|").append(number(value));
            }
        } else {
            for (String value : features.ids().getOrDefault(name, List.of())) {
                if (value.indexOf('|') >= 0) {
                    throw new IOException("feature '" + name + "' holds the id " + QuotedValue.of(value)
                            + ": an id in a list cannot contain '|'");
                }
                joined.append(joined.isEmpty() ? "" : "|").append(id(value));
            }
        }
        return joined.toString();
    }

    private static String number(float value) throws IOException {
        if (!Float.isFinite(value)) {
            throw new IOException(value + " is not a finite number");
        }
        // Whole numbers without a point: labels and counts read better so.
        return value == (int) value && Float.floatToRawIntBits(value) != 0x80000000
                ? Integer.toString((int) value)
                : Float.toString(value);
    }

    private static String id(String value) throws IOException {
        if (value.isEmpty()) {
            throw new IOException("an empty id cannot be written to an interactions file");
        }
        return oneLine(value);
    }

    private static String oneLine(String value) throws IOException {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            throw new IOException(
                    QuotedValue.of(value) + " holds a line break, which an interactions file cannot hold");
        }
        return value;
    }
}

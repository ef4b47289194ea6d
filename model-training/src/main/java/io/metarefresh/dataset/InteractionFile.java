package io.metarefresh.dataset;

import io.metarefresh.interaction.Interaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The interactions file: CSV with a header, UTF-8, one interaction a line, gzipped where its name ends in {@code .gz}.
 *
 * <p>Columns, in any order: {@code member_id,item_id,event_time,label[,weight][,event_id]} and any number of features named
 * {@code context.NAME:dense}, {@code context.NAME:ids}, {@code entity.NAME:dense}, {@code entity.NAME:ids}. {@code event_time} is in
 * milliseconds since the epoch; without an {@code event_id} column the id is the data row's number, from 1, as 12 digits; {@code
 * :dense} holds numbers and {@code :ids} ids, separated by {@code |}; an empty feature field means that the feature is absent. A field may be
 * quoted, but may not hold a line break. Empty lines are ignored.
 *
 * <p>Entity features of a member's first row were known before it; where a later row has others, they were known after that row's
 * event. All of a row's replace all that were known; a row without any changes nothing.
 */
public final class InteractionFile {
    /** Bad lines reported one by one; the rest are only counted. */
    private static final int REPORTED = 20;

    private InteractionFile() {}

    /**
     * Reads a whole file; the first bad line ends it.
     *
     * @throws DatasetException with a one-line message: file, line, column, problem, value
     */
    public static Dataset read(Path file) throws DatasetException {
        return read(file, false, message -> {});
    }

    /**
     * Reads a whole file.
     *
     * @param skipBadLines whether bad lines are left out and reported instead of ending the reading; a bad header, or a file that cannot be
     *     decoded, still does
     * @param report takes the message of each of the first {@value #REPORTED} bad lines, and at the end one with their number
     * @throws DatasetException with a one-line message: file, line, column, problem, value
     */
    public static Dataset read(Path file, boolean skipBadLines, Consumer<String> report) throws DatasetException {
        List<Columns.Row> rows = new ArrayList<>();
        long rowNumber = 0;
        long bad = 0;
        try (LineReader lines = LineReader.open(file, StandardCharsets.UTF_8)) {
            Columns columns = header(file, lines);
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.isEmpty()) {
                    continue;
                }
                rowNumber++;
                try {
                    rows.add(columns.row(CsvLine.split(line), rowNumber));
                } catch (MalformedLineException e) {
                    String message = at(file, lines, e);
                    if (!skipBadLines) {
                        throw new DatasetException(message, e);
                    }
                    bad++;
                    if (bad <= REPORTED) {
                        report.accept(message);
                    }
                }
            }
        }
        if (bad > 0) {
            report.accept(file + ": skipped " + bad + " bad lines of " + rowNumber);
        }
        return dataset(rows);
    }

    /**
     * Writes a file that {@link #read(Path)} reads back as the same data set. Columns for weights and event ids are written only where
     * some weight is not 1, or some id not the row's number.
     *
     * @throws IOException also where the data cannot be written in this format, or would be refused by the reader: an id with {@code |}
     *     in a list, a line break, an event version, a time before 1970 or after 9999, a field of more than 65,536 characters
     */
    public static void write(Path file, Dataset data) throws IOException {
        InteractionFileWriter.write(file, data);
    }

    /** The id of an event of a file without ids: its data row's number, from 1, as 12 digits. */
    static String eventId(long rowNumber) {
        return String.format(Locale.ROOT, "%012d", rowNumber);
    }

    private static Columns header(Path file, LineReader lines) throws DatasetException {
        String header = lines.next();
        if (header == null || header.isEmpty()) {
            throw new DatasetException(file + ": line 1: the header is missing");
        }
        try {
            return Columns.of(CsvLine.split(header));
        } catch (MalformedLineException e) {
            throw new DatasetException(at(file, lines, e), e);
        }
    }

    private static String at(Path file, LineReader lines, MalformedLineException e) {
        return file + ": line " + lines.line() + ": " + e.getMessage();
    }

    private static Dataset dataset(List<Columns.Row> rows) {
        // The sort is stable: rows of one time stay in the order of the file.
        rows.sort(Comparator.comparingLong(row -> row.interaction().eventTimeMillis()));
        List<Interaction> interactions = new ArrayList<>(rows.size());
        Profiles.Builder profiles = new Profiles.Builder();
        for (Columns.Row row : rows) {
            Interaction i = row.interaction();
            interactions.add(i);
            profiles.add(i.memberId(), i.eventTimeMillis(), row.profile());
        }
        return new Dataset(interactions, profiles.build());
    }
}

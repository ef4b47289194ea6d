package io.metarefresh.dataset;

import io.metarefresh.interaction.Features;
import io.metarefresh.text.QuotedValue;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Converts a downloaded MovieLens set to interactions. Three layouts are recognised by their files: {@code ratings.csv} and
 * {@code movies.csv} (ml-latest, ml-20m and later), {@code ratings.dat} and {@code movies.dat} (ml-1m, ml-10m), {@code u.data} and
 * {@code u.item} (ml-100k).
 *
 * <p>The label is 1 where the rating is at least 4, else 0. The context holds the film's genres, and its statistics before the event (see
 * {@link ItemStatistics}). Where the set describes its members ({@code u.user}, {@code users.dat}), entity features are {@code age}
 * (dense, years / 100), {@code gender} and {@code occupation} (ids).
 */
public final class MovieLensImporter {
    private static final String NO_GENRES = "(no genres listed)";
    private static final double LIKED = 4;

    /** The genres of {@code u.item}'s flags in their order, for a set without {@code u.genre}. */
    private static final List<String> STANDARD_GENRES = List.of(
            "unknown",
            "Action",
            "Adventure",
            "Animation",
            "Children's",
            "Comedy",
            "Crime",
            "Documentary",
            "Drama",
            "Fantasy",
            "Film-Noir",
            "Horror",
            "Musical",
            "Mystery",
            "Romance",
            "Sci-Fi",
            "Thriller",
            "War",
            "Western");

    private MovieLensImporter() {}

    /**
     * Reads the set in that directory.
     *
     * @throws DatasetException with a one-line message: file, line, problem, value
     */
    public static Dataset read(Path directory) throws DatasetException {
        if (!Files.isDirectory(directory)) {
            throw new DatasetException(directory + ": no such directory");
        }
        if (Files.exists(directory.resolve("ratings.csv"))) {
            return readCsv(directory);
        }
        if (Files.exists(directory.resolve("ratings.dat"))) {
            return readDat(directory);
        }
        if (Files.exists(directory.resolve("u.data"))) {
            return readU(directory);
        }
        throw new DatasetException(
                directory + ": no MovieLens set: expected ratings.csv, ratings.dat or u.data in this directory");
    }

    private static Dataset readCsv(Path directory) throws DatasetException {
        Map<String, List<String>> genres = new HashMap<>();
        Path movies = directory.resolve("movies.csv");
        readRows(movies, StandardCharsets.UTF_8, List.of("movieId", "title", "genres"), CsvLine::split, row -> {
            String names = row.text(2);
            genres.put(row.id(0), names.isEmpty() || names.equals(NO_GENRES) ? List.of() : split(names));
        });
        List<LoggedRating> ratings = new ArrayList<>();
        List<String> header = List.of("userId", "movieId", "rating", "timestamp");
        readRows(directory.resolve("ratings.csv"), StandardCharsets.UTF_8, header, CsvLine::split, row -> {
            ratings.add(row.rating(movies, genres));
        });
        return LoggedRating.toDataset(ratings, genres, Map.of());
    }

    private static Dataset readDat(Path directory) throws DatasetException {
        Splitter splitter = separatedBy("::");
        Map<String, List<String>> genres = new HashMap<>();
        Path movies = directory.resolve("movies.dat");
        readRows(movies, StandardCharsets.ISO_8859_1, null, splitter, row -> {
            row.expectAtLeast(3);
            String names = row.text(row.size() - 1);
            genres.put(row.id(0), names.isEmpty() || names.equals(NO_GENRES) ? List.of() : split(names));
        });
        Map<String, Features> profiles = new HashMap<>();
        Path users = directory.resolve("users.dat");
        if (Files.exists(users)) {
            readRows(users, StandardCharsets.ISO_8859_1, null, splitter, row -> {
                row.expectAtLeast(4);
                profiles.put(row.id(0), profile(row.number(2), row.id(1), row.id(3)));
            });
        }
        List<LoggedRating> ratings = new ArrayList<>();
        readRows(directory.resolve("ratings.dat"), StandardCharsets.ISO_8859_1, null, splitter, row -> {
            ratings.add(row.rating(movies, genres));
        });
        return LoggedRating.toDataset(ratings, genres, profiles);
    }

    private static Dataset readU(Path directory) throws DatasetException {
        List<String> names = genreNames(directory.resolve("u.genre"));
        Map<String, List<String>> genres = new HashMap<>();
        Path items = directory.resolve("u.item");
        readRows(items, StandardCharsets.ISO_8859_1, null, separatedBy("|"), row -> {
            row.expectAtLeast(names.size() + 1);
            List<String> of = new ArrayList<>();
            int first = row.size() - names.size();
            for (int i = 0; i < names.size(); i++) {
                if (row.flag(first + i)) {
                    of.add(names.get(i));
                }
            }
            genres.put(row.id(0), of);
        });
        Map<String, Features> profiles = new HashMap<>();
        Path users = directory.resolve("u.user");
        if (Files.exists(users)) {
            readRows(users, StandardCharsets.ISO_8859_1, null, separatedBy("|"), row -> {
                row.expectAtLeast(4);
                profiles.put(row.id(0), profile(row.number(1), row.id(2), row.id(3)));
            });
        }
        List<LoggedRating> ratings = new ArrayList<>();
        readRows(directory.resolve("u.data"), StandardCharsets.ISO_8859_1, null, separatedBy("\t"), row -> {
            ratings.add(row.rating(items, genres));
        });
        return LoggedRating.toDataset(ratings, genres, profiles);
    }

    private static List<String> genreNames(Path file) throws DatasetException {
        if (!Files.exists(file)) {
            return STANDARD_GENRES;
        }
        Map<Integer, String> names = new HashMap<>();
        readRows(file, StandardCharsets.ISO_8859_1, null, separatedBy("|"), row -> {
            row.expectAtLeast(2);
            names.put((int) row.number(1), row.id(0));
        });
        List<String> ordered = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (!names.containsKey(i)) {
                throw new DatasetException(file + ": genre number " + i + " is missing");
            }
            ordered.add(names.get(i));
        }
        return ordered;
    }

    private static Features profile(double years, String gender, String occupation) {
        return new Features(
                Map.of("age", new float[] {(float) (years / 100)}),
                Map.of("gender", List.of(gender), "occupation", List.of(occupation)));
    }

    private static List<String> split(String genres) {
        return List.of(genres.split("\\|"));
    }

    private static Splitter separatedBy(String separator) {
        Pattern pattern = Pattern.compile(separator, Pattern.LITERAL);
        return line -> Arrays.asList(pattern.split(line, -1));
    }

    private interface Splitter {
        List<String> split(String line) throws MalformedLineException;
    }

    private interface RowConsumer {
        void accept(Row row) throws MalformedLineException, DatasetException;
    }

    private static void readRows(
            Path file, Charset charset, List<String> header, Splitter splitter, RowConsumer consumer)
            throws DatasetException {
        try (LineReader lines = LineReader.open(file, charset)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.isEmpty()) {
                    continue;
                }
                try {
                    List<String> fields = splitter.split(line);
                    if (header == null) {
                        consumer.accept(new Row(fields));
                    } else if (lines.line() == 1) {
                        if (!fields.equals(header)) {
                            throw new MalformedLineException("the header is " + QuotedValue.of(line) + " where '"
                                    + String.join(",", header) + "' is expected");
                        }
                    } else if (fields.size() != header.size()) {
                        throw new MalformedLineException(
                                "has " + fields.size() + " fields where the header has " + header.size());
                    } else {
                        consumer.accept(new Row(fields));
                    }
                } catch (MalformedLineException e) {
                    throw new DatasetException(file + ": line " + lines.line() + ": " + e.getMessage(), e);
                }
            }
        }
    }

    /** The fields of one line, by position from 0. */
    private record Row(List<String> fields) {
        int size() {
            return fields.size();
        }

        void expectAtLeast(int size) throws MalformedLineException {
            if (fields.size() < size) {
                throw new MalformedLineException(
                        "has " + fields.size() + " fields where at least " + size + " are expected");
            }
        }

        String text(int position) {
            return fields.get(position);
        }

        String id(int position) throws MalformedLineException {
            if (fields.get(position).isEmpty()) {
                throw new MalformedLineException("field " + (position + 1) + " is empty");
            }
            return fields.get(position);
        }

        double number(int position) throws MalformedLineException {
            try {
                double number = Double.parseDouble(fields.get(position));
                if (Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Falls through to the one message for everything that is not a finite number.
            }
            throw new MalformedLineException("field " + (position + 1) + ": " + QuotedValue.of(fields.get(position))
                    + " is not a finite number");
        }

        boolean flag(int position) throws MalformedLineException {
            return switch (fields.get(position)) {
                case "0" -> false;
                case "1" -> true;
                default -> throw new MalformedLineException(
                        "field " + (position + 1) + ": " + QuotedValue.of(fields.get(position)) + " is not 0 or 1");
            };
        }

        /** Member, film, rating, time in seconds: the same four fields in every layout. */
        LoggedRating rating(Path films, Map<String, ?> known) throws MalformedLineException {
            expectAtLeast(4);
            String film = id(1);
            if (!known.containsKey(film)) {
                throw new MalformedLineException("film " + QuotedValue.of(film) + " is not in " + films.getFileName());
            }
            double seconds = number(3);
            if (seconds < 0 || seconds * 1000 > Columns.MAX_TIME || seconds != Math.rint(seconds)) {
                throw new MalformedLineException("field 4: " + QuotedValue.of(text(3)) + " is not a time in seconds");
            }
            return new LoggedRating(id(0), film, (long) seconds * 1000, number(2) >= LIKED ? 1 : 0);
        }
    }
}

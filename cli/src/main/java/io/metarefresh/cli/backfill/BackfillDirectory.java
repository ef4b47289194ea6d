package io.metarefresh.cli.backfill;

import io.metarefresh.cli.CommandException;
import io.metarefresh.job.config.PartitionOffsets;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The directory of a backfill: its plan, and below it a folder of each plan's own with checkpoints and savepoint. So a new plan never
 * starts from what an earlier backfill, or the live job that went on from it, left behind; and what they left stays.
 */
public final class BackfillDirectory {
    private static final String NAME = "backfill.properties";
    private static final String FOLDER = "folder";

    private final Path directory;
    /** Null before a plan is read or written. */
    private Path folder;

    public BackfillDirectory(Path directory) {
        this.directory = directory;
    }

    /** The plan of a backfill that was broken off. */
    public Optional<BackfillPlan> read() throws CommandException {
        Path file = directory.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            // Plans of earlier versions name no folder: theirs is the directory itself.
            folder = directory.resolve(properties.getProperty(FOLDER, ""));
            return Optional.of(new BackfillPlan(
                    properties.getProperty("output-topic"),
                    PartitionOffsets.parse(properties.getProperty("start-offsets")),
                    PartitionOffsets.parse(properties.getProperty("end-offsets"))));
        } catch (IOException | IllegalArgumentException | NullPointerException e) {
            throw new CommandException(file + ": is no plan of a backfill: " + e.getMessage(), e);
        }
    }

    /** Begins a backfill, from no state. */
    public void write(BackfillPlan plan) throws CommandException {
        Properties properties = new Properties();
        properties.setProperty("output-topic", plan.outputTopic());
        properties.setProperty("start-offsets", plan.start().toString());
        properties.setProperty("end-offsets", plan.end().toString());
        try {
            Files.createDirectories(directory);
            folder = createFolder();
            properties.setProperty(FOLDER, folder.getFileName().toString());
            Path written = directory.resolve(NAME + ".part");
            try (Writer writer = Files.newBufferedWriter(written)) {
                properties.store(writer, "A backfill that was broken off goes on by this");
            }
            // A process that is killed meanwhile leaves a whole plan or none.
            Files.move(written, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CommandException("--directory " + directory + ": " + e.getMessage(), e);
        }
    }

    private Path createFolder() throws IOException {
        for (int number = 1; ; number++) {
            Path free = directory.resolve("run-" + number);
            if (!Files.exists(free)) {
                return Files.createDirectory(free);
            }
        }
    }

    /** A backfill that has ended is not resumed. */
    public void delete() throws CommandException {
        try {
            Files.deleteIfExists(directory.resolve(NAME));
        } catch (IOException e) {
            throw new CommandException("--directory " + directory + ": " + e.getMessage(), e);
        }
    }

    String checkpoints() {
        return folder.resolve("checkpoints").toAbsolutePath().toUri().toString();
    }

    String savepoints() {
        return folder.resolve("savepoints").toAbsolutePath().toUri().toString();
    }

    /** The newest complete checkpoint or savepoint of this plan. */
    public Optional<String> newestState() throws CommandException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().equals("_metadata"))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .map(file -> file.getParent().toUri().toString());
        } catch (IOException | UncheckedIOException e) {
            throw new CommandException("--directory " + directory + ": " + e.getMessage(), e);
        }
    }
}

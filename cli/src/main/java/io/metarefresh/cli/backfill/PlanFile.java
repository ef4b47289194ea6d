package io.metarefresh.cli.backfill;

import io.metarefresh.cli.CommandException;
import io.metarefresh.job.config.PartitionOffsets;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** The directory of a backfill: its plan, its checkpoints, its savepoint. */
public final class PlanFile {
    private static final String NAME = "backfill.properties";

    private final Path directory;

    public PlanFile(Path directory) {
        this.directory = directory;
    }

    public Optional<BackfillPlan> read() throws CommandException {
        Path file = directory.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return Optional.of(new BackfillPlan(
                    properties.getProperty("output-topic"),
                    PartitionOffsets.parse(properties.getProperty("start-offsets")),
                    PartitionOffsets.parse(properties.getProperty("end-offsets"))));
        } catch (IOException | IllegalArgumentException | NullPointerException e) {
            throw new CommandException(file + ": is no plan of a backfill: " + e.getMessage(), e);
        }
    }

    public void write(BackfillPlan plan) throws CommandException {
        Properties properties = new Properties();
        properties.setProperty("output-topic", plan.outputTopic());
        properties.setProperty("start-offsets", plan.start().toString());
        properties.setProperty("end-offsets", plan.end().toString());
        try {
            Files.createDirectories(directory);
            try (Writer writer = Files.newBufferedWriter(directory.resolve(NAME))) {
                properties.store(writer, "A backfill that was broken off goes on by this");
            }
        } catch (IOException e) {
            throw new CommandException("--directory " + directory + ": " + e.getMessage(), e);
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
        return directory.resolve("checkpoints").toAbsolutePath().toUri().toString();
    }

    String savepoints() {
        return directory.resolve("savepoints").toAbsolutePath().toUri().toString();
    }

    /** The newest complete checkpoint or savepoint. */
    public Optional<String> newestState() throws CommandException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().equals("_metadata"))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .map(file -> file.getParent().toUri().toString());
        } catch (IOException e) {
            throw new CommandException("--directory " + directory + ": " + e.getMessage(), e);
        }
    }
}

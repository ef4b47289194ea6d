package io.metarefresh.cli;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.DatasetException;
import io.metarefresh.dataset.InteractionFile;
import io.metarefresh.dataset.Profiles;
import io.metarefresh.encoding.InputContract;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Manifest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What becomes of lines of an interactions file that cannot be used, and reading a file by it. */
final class DataFileOptions {
    @Option(
            names = "--skip-bad-lines",
            description = "Leave out lines that cannot be used, and say how many, instead of ending with an error.")
    private boolean skipBadLines;

    /** Reads the file; messages about skipped lines go to {@code err}. */
    Dataset read(Path file, PrintWriter err) throws DatasetException, CommandException {
        Dataset data = InteractionFile.read(file, skipBadLines, err::println);
        if (data.interactions().isEmpty()) {
            throw new CommandException(file + ": no interactions");
        }
        return data;
    }

    /** Leaves out rows that repeat an event, as the job does, and says how many. */
    Dataset oncePerEvent(Path file, Dataset data, EntityKind entity, PrintWriter err) {
        Dataset unique = data.oncePerEvent(entity);
        int all = data.interactions().size();
        int repeated = all - unique.interactions().size();
        if (repeated > 0) {
            err.printf(
                    Locale.ROOT,
                    "%s: left out %,d of %,d rows: each repeats the event_id of another one of the same %s%n",
                    file,
                    repeated,
                    all,
                    entity.name().toLowerCase(Locale.ROOT));
        }
        return unique;
    }

    /** Reads the file as {@link #conforming} has it for this snapshot. */
    Dataset read(Path file, LoadedSnapshot loaded, PrintWriter err) throws DatasetException, CommandException {
        return conforming(file, read(file, err), loaded.snapshot().manifest(), err);
    }

    /** Leaves out, or refuses, what a job with this snapshot would refuse, and leaves out what repeats an event. */
    Dataset conforming(Path file, Dataset data, Manifest manifest, PrintWriter err) throws CommandException {
        return oncePerEvent(file, suitable(file, data, manifest, err), manifest.entity(), err);
    }

    private Dataset suitable(Path file, Dataset data, Manifest manifest, PrintWriter err) throws CommandException {
        InputContract contract = InputContract.of(manifest);
        Map<String, Optional<String>> ofProfiles = new HashMap<>();
        List<Interaction> good = new ArrayList<>(data.interactions().size());
        String first = null;
        for (Interaction i : data.interactions()) {
            String violation = contract.violation(i);
            if (violation == null) {
                violation = ofProfiles
                        .computeIfAbsent(i.memberId(), id -> violation(contract, id, data.profiles()))
                        .orElse(null);
            }
            if (violation == null) {
                good.add(i);
            } else if (first == null) {
                first = "event '" + i.eventId() + "' of member '" + i.memberId() + "' does not suit model '"
                        + manifest.modelName() + "': " + violation;
            }
        }
        if (first == null) {
            return data;
        }
        int bad = data.interactions().size() - good.size();
        String message = file + ": " + first;
        if (!skipBadLines) {
            throw new CommandException(message + (bad > 1 ? " (and " + (bad - 1) + " more)" : ""));
        }
        err.println(message);
        err.println(file + ": skipped " + bad + " interactions that do not suit the snapshot");
        return new Dataset(good, data.profiles());
    }

    /** What is wrong with any profile that the member ever had. */
    private static Optional<String> violation(InputContract contract, String memberId, Profiles profiles) {
        return profiles.all(memberId).stream()
                .map(profile -> contract.violation(memberId, profile))
                .filter(Objects::nonNull)
                .findFirst();
    }
}

package io.metarefresh.cli;

import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import io.metarefresh.snapshot.SnapshotReader;
import java.nio.file.Files;
import java.nio.file.Path;

/** A snapshot read from a directory that the user named, with the directory in the message of every error. */
record LoadedSnapshot(Path directory, Snapshot snapshot, String manifestSha256) {

    static LoadedSnapshot read(Path directory) throws CommandException {
        if (!Files.isDirectory(directory)) {
            throw new CommandException("snapshot " + directory + ": no such directory");
        }
        try {
            String sha256 = SnapshotReader.manifestSha256(directory);
            return new LoadedSnapshot(directory, SnapshotReader.read(directory, sha256), sha256);
        } catch (SnapshotException e) {
            throw new CommandException("snapshot " + directory + ": " + e.getMessage(), e);
        }
    }
}

package io.metarefresh.dashboard;

import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;

/** Where snapshots are read from that a topic names. */
@FunctionalInterface
public interface SnapshotSource {
    /**
     * Reads a snapshot and checks all of it; may take as long as it takes.
     *
     * @param uri as it was announced
     * @param sha256 of its manifest, in lower-case hex, as it was announced
     * @throws SnapshotException where it cannot be read, or is not what was announced
     */
    Snapshot load(String uri, String sha256) throws SnapshotException;
}

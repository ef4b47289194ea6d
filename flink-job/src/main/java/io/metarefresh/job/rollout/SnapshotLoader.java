package io.metarefresh.job.rollout;

import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import java.io.Serializable;

/** Reads snapshots where a task runs. */
@FunctionalInterface
public interface SnapshotLoader extends Serializable {

    /**
     * Reads the snapshot and checks all of it.
     *
     * @param uri its directory
     * @param sha256 of its manifest, lower-case hex
     * @throws SnapshotException when it cannot be read or is not intact
     */
    Snapshot load(String uri, String sha256) throws SnapshotException;
}

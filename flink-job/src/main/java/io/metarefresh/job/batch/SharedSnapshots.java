package io.metarefresh.job.batch;

import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import java.lang.ref.SoftReference;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps each snapshot once per process, however many slots ask for it. */
public final class SharedSnapshots {
    /** By SHA-256 of the manifest, which is the identity of the whole snapshot wherever it lies. */
    private static final ConcurrentHashMap<String, Slot> SLOTS = new ConcurrentHashMap<>();

    private SharedSnapshots() {}

    /** Reads a snapshot and checks all of it. */
    @FunctionalInterface
    public interface Reading {
        Snapshot read() throws SnapshotException;
    }

    private static final class Slot {
        private SoftReference<Snapshot> snapshot = new SoftReference<>(null);
    }

    /** The snapshot with this manifest; whoever asks while it is being read waits for it, other snapshots do not. */
    public static Snapshot get(String manifestSha256, Reading reading) throws SnapshotException {
        Slot slot = SLOTS.computeIfAbsent(manifestSha256, sha256 -> new Slot());
        synchronized (slot) {
            Snapshot snapshot = slot.snapshot.get();
            if (snapshot == null) {
                snapshot = reading.read();
                slot.snapshot = new SoftReference<>(snapshot);
            }
            return snapshot;
        }
    }
}

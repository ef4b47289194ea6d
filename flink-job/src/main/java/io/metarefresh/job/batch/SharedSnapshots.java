package io.metarefresh.job.batch;

import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import io.metarefresh.snapshot.SnapshotReader;
import java.lang.ref.SoftReference;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Loads each snapshot once per process, however many slots ask for it. */
public final class SharedSnapshots {
    /** By directory and checksum of the manifest: another snapshot at the same place is another snapshot. */
    private static final Map<List<String>, SoftReference<Snapshot>> LOADED = new HashMap<>();

    private SharedSnapshots() {}

    /**
     * @param uri a path or a {@code file:} URI
     * @throws SnapshotException when it cannot be read or is not intact
     */
    public static Snapshot get(String uri) throws SnapshotException {
        Path directory = directory(uri);
        List<String> key = List.of(directory.toAbsolutePath().toString(), SnapshotReader.manifestSha256(directory));
        synchronized (LOADED) {
            SoftReference<Snapshot> reference = LOADED.get(key);
            Snapshot snapshot = reference == null ? null : reference.get();
            if (snapshot == null) {
                snapshot = SnapshotReader.read(directory);
                LOADED.put(key, new SoftReference<>(snapshot));
            }
            return snapshot;
        }
    }

    private static Path directory(String uri) throws SnapshotException {
        try {
            return uri.startsWith("file:") ? Path.of(URI.create(uri)) : Path.of(uri);
        } catch (IllegalArgumentException e) {
            throw new SnapshotException("snapshot.uri '" + uri + "' is neither a path nor a file: URI");
        }
    }
}

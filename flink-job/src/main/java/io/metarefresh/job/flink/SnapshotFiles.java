package io.metarefresh.job.flink;

import io.metarefresh.job.batch.SharedSnapshots;
import io.metarefresh.snapshot.DirectoryTree;
import io.metarefresh.snapshot.FileEntry;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import io.metarefresh.snapshot.SnapshotReader;
import io.metarefresh.snapshot.UnreadableSnapshotException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots on any of Flink's file systems. Local ones are read where they lie. Others are copied to this machine, read and deleted.
 * Whatever is read is checked against the manifest, and the manifest against its announced checksum.
 */
public final class SnapshotFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFiles.class);
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
    private static final int CHUNK_BYTES = 1 << 16;

    private SnapshotFiles() {}

    /**
     * Reads a snapshot and checks all of it; each once per process.
     *
     * @param uri a path, or a URI of any file system that Flink knows
     * @param sha256 of its manifest; null for whatever lies there now
     */
    public static Snapshot load(String uri, String sha256) throws SnapshotException {
        String expected = sha256 == null ? manifestSha256(uri) : sha256;
        return SharedSnapshots.get(expected, () -> read(uri, expected));
    }

    /** The same, but what lies there is read and checked now, whatever this process has read before. */
    public static Snapshot loadAnew(String uri, String sha256) throws SnapshotException {
        Snapshot snapshot = read(uri, sha256);
        return SharedSnapshots.get(sha256, () -> snapshot);
    }

    /** SHA-256 of the manifest that lies there now. */
    public static String manifestSha256(String uri) throws SnapshotException {
        Path local = localDirectory(uri);
        return local == null
                ? withCopy(uri, false, SnapshotReader::manifestSha256)
                : SnapshotReader.manifestSha256(local);
    }

    private static Snapshot read(String uri, String sha256) throws SnapshotException {
        Path local = localDirectory(uri);
        return local == null
                ? withCopy(uri, true, copy -> SnapshotReader.read(copy, sha256))
                : SnapshotReader.read(local, sha256);
    }

    /** Where it lies on the local file system; null where it does not. */
    public static Path localDirectory(String uri) throws SnapshotException {
        try {
            if (uri.startsWith("file:")) {
                return Path.of(URI.create(uri));
            }
            return hasScheme(uri) ? null : Path.of(uri);
        } catch (IllegalArgumentException e) {
            throw new SnapshotException("'" + uri + "' is neither a path nor a URI");
        }
    }

    private static boolean hasScheme(String uri) {
        return SCHEME.matcher(uri).lookingAt();
    }

    @FunctionalInterface
    private interface OfDirectory<T> {
        T apply(Path directory) throws SnapshotException;
    }

    private static <T> T withCopy(String uri, boolean whole, OfDirectory<T> work) throws SnapshotException {
        Path copy = null;
        try {
            copy = Files.createTempDirectory("metarefresh-snapshot-");
            FileSystem store = FileSystem.get(URI.create(uri));
            fetch(store, uri, Manifest.FILE, copy, Manifest.MAX_BYTES);
            if (whole) {
                for (Map.Entry<String, FileEntry> file :
                        SnapshotReader.readManifest(copy).files().entrySet()) {
                    fetch(store, uri, file.getKey(), copy, file.getValue().bytes());
                }
            }
            return work.apply(copy);
        } catch (IOException | IllegalArgumentException e) {
            throw new UnreadableSnapshotException(
                    "'" + uri + "' cannot be read: " + e.getClass().getSimpleName() + ": " + e.getMessage(), e);
        } finally {
            delete(copy);
        }
    }

    /** Of a file that is longer than it may be, one byte more is read, which is enough to be refused. */
    private static void fetch(FileSystem store, String uri, String file, Path directory, long bytes)
            throws IOException {
        Path target = directory.resolve(file).normalize();
        if (!target.startsWith(directory)) {
            throw new IOException("'" + file + "' is no name of a file in a snapshot");
        }
        Files.createDirectories(target.getParent());
        try (InputStream in = store.open(new org.apache.flink.core.fs.Path(uri + "/" + file));
                OutputStream out = Files.newOutputStream(target)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            long left = bytes + 1;
            while (left > 0) {
                int read = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (read < 0) {
                    break;
                }
                out.write(chunk, 0, read);
                left -= read;
            }
        }
    }

    private static void delete(Path directory) {
        if (directory == null) {
            return;
        }
        try {
            DirectoryTree.delete(directory);
        } catch (IOException e) {
            // It lies in the directory for temporary files, whose owner removes what is left over.
            LOG.warn("cannot delete {}: {}", directory, e.toString());
        }
    }
}

package io.metarefresh.snapshot;

import io.metarefresh.text.OneLine;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a snapshot directory and checks all of it: manifest, lengths and checksums of files, tensors and vocabularies. What is not
 * right in every respect is refused with a {@link SnapshotException}, and nothing of it is loaded.
 */
public final class SnapshotReader {
    private SnapshotReader() {}

    /** Reads and checks the snapshot in this directory. */
    public static Snapshot read(Path directory) throws SnapshotException {
        return read(directory, null);
    }

    /**
     * Reads and checks the snapshot in this directory.
     *
     * @param manifestSha256 what the SHA-256 of the manifest must be, in lower-case hex; null for any
     */
    public static Snapshot read(Path directory, String manifestSha256) throws SnapshotException {
        byte[] manifestBytes = readBounded(directory, ManifestReader.FILE, ManifestReader.MAX_BYTES);
        String sha256 = Sha256.of(manifestBytes);
        if (manifestSha256 != null && !manifestSha256.equals(sha256)) {
            throw new ChecksumException(
                    ManifestReader.FILE + ": SHA-256 must be " + OneLine.of(manifestSha256) + ", not " + sha256);
        }
        Manifest manifest = ManifestReader.parse(manifestBytes);
        for (Map.Entry<String, FileEntry> file : manifest.files().entrySet()) {
            checkLength(directory, file.getKey(), file.getValue());
        }
        Map<String, List<String>> vocabularies = new HashMap<>();
        for (String name : ManifestReader.vocabularies(manifest)) {
            String file = ManifestReader.vocabularyFile(name);
            byte[] bytes = readBounded(directory, file, Vocabulary.MAX_BYTES);
            checkSha256(file, manifest.files().get(file), Sha256.of(bytes));
            vocabularies.put(name, Vocabulary.parse(bytes, file));
        }
        Map<String, Tensor> tensors = readWeights(directory, manifest.files().get(ManifestReader.WEIGHTS));
        List<String> problems = TensorShapes.problems(manifest, tensors, vocabularies);
        if (!problems.isEmpty()) {
            throw new SnapshotException(ManifestReader.WEIGHTS + ": " + String.join("; ", problems));
        }
        return new Snapshot(manifest, tensors, vocabularies);
    }

    /** The manifest alone, checked; what it says of the other files is not. */
    public static Manifest readManifest(Path directory) throws SnapshotException {
        return ManifestReader.parse(readBounded(directory, ManifestReader.FILE, ManifestReader.MAX_BYTES));
    }

    /** SHA-256 of the manifest's bytes in lower-case hex: with the checksums in the manifest, the identity of the whole snapshot. */
    public static String manifestSha256(Path directory) throws SnapshotException {
        return Sha256.of(readBounded(directory, ManifestReader.FILE, ManifestReader.MAX_BYTES));
    }

    private static Map<String, Tensor> readWeights(Path directory, FileEntry entry) throws SnapshotException {
        String file = ManifestReader.WEIGHTS;
        Path path = directory.resolve(file);
        try {
            checkSha256(file, entry, Sha256.of(path));
            try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
                return Safetensors.read(in, entry.bytes(), file);
            }
        } catch (IOException e) {
            throw unreadable(directory, file, e);
        }
    }

    private static void checkLength(Path directory, String file, FileEntry entry) throws SnapshotException {
        try {
            long bytes = Files.size(directory.resolve(file));
            if (bytes != entry.bytes()) {
                throw new ChecksumException(file + ": is " + bytes + " bytes long, the manifest says " + entry.bytes());
            }
        } catch (IOException e) {
            throw unreadable(directory, file, e);
        }
    }

    private static void checkSha256(String file, FileEntry entry, String sha256) throws SnapshotException {
        if (!sha256.equals(entry.sha256())) {
            throw new ChecksumException(file + ": SHA-256 is " + sha256 + ", the manifest says " + entry.sha256());
        }
    }

    private static byte[] readBounded(Path directory, String file, long maxBytes) throws SnapshotException {
        Path path = directory.resolve(file);
        try {
            // By its length first, so that no memory is taken for what is refused.
            if (Files.size(path) > maxBytes) {
                throw tooLong(file, maxBytes);
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes((int) maxBytes + 1);
                if (bytes.length > maxBytes) {
                    throw tooLong(file, maxBytes);
                }
                return bytes;
            }
        } catch (IOException e) {
            throw unreadable(directory, file, e);
        }
    }

    private static SnapshotException tooLong(String file, long maxBytes) {
        return new SnapshotException(file + ": is longer than " + maxBytes + " bytes");
    }

    private static SnapshotException unreadable(Path directory, String file, IOException e) {
        String cause = e instanceof NoSuchFileException
                ? "does not exist"
                : "cannot be read: "
                        + OneLine.of(
                                e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage()));
        return new UnreadableSnapshotException(file + ": " + cause + " in " + OneLine.of(directory.toString()), e);
    }
}

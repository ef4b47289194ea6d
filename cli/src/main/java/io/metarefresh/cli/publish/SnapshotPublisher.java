package io.metarefresh.cli.publish;

import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.interaction.Features;
import io.metarefresh.job.flink.SnapshotFiles;
import io.metarefresh.schemas.FloatList;
import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import io.metarefresh.snapshot.SnapshotReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FileSystem;

/**
 * Puts a snapshot where jobs read it from, and makes the record that announces it. Any file system that Flink knows will do. Those of
 * plugins, such as {@code s3://}, are known where {@code FLINK_PLUGINS_DIR} names Flink's folder of plugins.
 */
public final class SnapshotPublisher {
    /** Part of a path on every store. */
    private static final Pattern MODEL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private SnapshotPublisher() {}

    /**
     * What lies at its place now.
     *
     * @param activation announces it
     * @param wasThere whether the same snapshot lay there already
     */
    public record Published(SnapshotActivation activation, boolean wasThere) {}

    /**
     * Verifies a snapshot, uploads it to {@code to/MODEL_NAME/MODEL_VERSION}, the manifest last, reads it back and verifies that.
     *
     * @param directory of the snapshot, on this machine
     * @param to path or URI of the directory that holds snapshots
     * @throws SnapshotException when it is not intact, or another snapshot lies at its place
     * @throws IOException when it cannot be written
     */
    public static Published upload(Path directory, String to) throws SnapshotException, IOException {
        String sha256 = SnapshotReader.manifestSha256(directory);
        Snapshot snapshot = SnapshotReader.read(directory, sha256);
        Manifest manifest = snapshot.manifest();
        if (!MODEL_NAME.matcher(manifest.modelName()).matches()) {
            throw new SnapshotException("model_name '" + manifest.modelName()
                    + "' cannot be part of a path: letters, digits, '.', '_' and '-' can");
        }
        SnapshotActivation.Builder activation = SnapshotActivation.newBuilder()
                .setModelName(manifest.modelName())
                .setModelVersion(manifest.modelVersion())
                .setSha256(sha256)
                .setDefaultEmbedding(defaultEmbedding(snapshot));
        String target = base(to) + "/" + manifest.modelName() + "/" + manifest.modelVersion();
        boolean wasThere = isThere(target, sha256);
        if (!wasThere) {
            write(directory, manifest, target);
        }
        SnapshotFiles.loadAnew(target, sha256);
        activation.setUri(target).setActivatedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return new Published(activation.build(), wasThere);
    }

    private static String base(String to) throws SnapshotException {
        Path local = SnapshotFiles.localDirectory(to);
        String uri = local == null
                ? to
                : "file://" + local.toAbsolutePath().normalize().toUri().getRawPath();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }

    private static List<Float> defaultEmbedding(Snapshot snapshot) throws SnapshotException {
        float[] vector;
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            vector = innerLoop.unadapted("", Features.NONE);
        }
        if (vector == null) {
            throw new SnapshotException("the un-adapted embedding at absent features is not finite");
        }
        return new FloatList(vector);
    }

    /** A snapshot never changes once it is published. */
    private static boolean isThere(String target, String sha256) throws SnapshotException, IOException {
        if (!FileSystem.get(URI.create(target)).exists(at(target, Manifest.FILE))) {
            return false;
        }
        String found = SnapshotFiles.manifestSha256(target);
        if (!found.equals(sha256)) {
            throw new SnapshotException("'" + target + "' holds another snapshot, its manifest has SHA-256 " + found
                    + " and not " + sha256 + "; publish under a version of its own (--as-version)");
        }
        return true;
    }

    private static void write(Path directory, Manifest manifest, String target) throws IOException {
        FileSystem store = FileSystem.get(URI.create(target));
        List<String> files = new ArrayList<>(manifest.files().keySet());
        // Where the manifest lies, everything lies.
        files.add(Manifest.FILE);
        for (String file : files) {
            try (OutputStream out = store.create(at(target, file), FileSystem.WriteMode.OVERWRITE)) {
                Files.copy(directory.resolve(file), out);
            }
        }
    }

    private static org.apache.flink.core.fs.Path at(String target, String file) {
        return new org.apache.flink.core.fs.Path(target + "/" + file);
    }
}

package io.metarefresh.cli.local;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.schemas.FloatList;
import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import io.metarefresh.snapshot.SnapshotReader;
import io.metarefresh.snapshot.SnapshotWriter;
import io.metarefresh.training.MetaTrainer;
import io.metarefresh.training.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.CancellationException;

/** A snapshot and the directory in which it lies. */
record StoredSnapshot(Path directory, Snapshot snapshot) {
    private static final String MODEL_NAME = "local";

    /** Trains one quickly. Ends early, with a {@link CancellationException}, when the thread is interrupted. */
    static StoredSnapshot train(Dataset data, Path directory, Console console) throws IOException, SnapshotException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Snapshot trained = MetaTrainer.train(data, TrainingSettings.quick(MODEL_NAME, now), progress -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("training was interrupted");
            }
            console.step(String.format(
                    Locale.ROOT,
                    "  pass %d: validation loss %.4f, un-adapted %.4f",
                    progress.pass(),
                    progress.validationLoss(),
                    progress.unadaptedLoss()));
        });
        SnapshotWriter.write(directory, trained.manifest(), trained.tensors(), trained.vocabularies());
        return new StoredSnapshot(directory, SnapshotReader.read(directory));
    }

    static StoredSnapshot load(Path directory, Console console) throws SnapshotException {
        Snapshot snapshot = SnapshotReader.read(directory);
        Manifest manifest = snapshot.manifest();
        console.step(
                "snapshot " + directory + ": model " + manifest.modelName() + ", version " + manifest.modelVersion());
        return new StoredSnapshot(directory, snapshot);
    }

    String uri() {
        return directory.toAbsolutePath().toUri().toString();
    }

    /** The record that announces it. */
    SnapshotActivation activation(float[] defaultEmbedding) throws SnapshotException {
        Manifest manifest = snapshot.manifest();
        return SnapshotActivation.newBuilder()
                .setModelName(manifest.modelName())
                .setModelVersion(manifest.modelVersion())
                .setUri(uri())
                .setSha256(SnapshotReader.manifestSha256(directory))
                .setActivatedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setDefaultEmbedding(new FloatList(defaultEmbedding))
                .build();
    }
}

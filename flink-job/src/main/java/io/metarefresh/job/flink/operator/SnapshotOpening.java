package io.metarefresh.job.flink.operator;

import io.metarefresh.job.batch.EmbeddingModel;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.rollout.BackOff;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the newest admitted snapshot beside the task. One that cannot be opened was admitted, so it is good: this machine cannot read it
 * now. It is tried again, ever more rarely, until it opens or a newer one takes its place.
 *
 * <p>All methods are for the task's thread, and so are the calls back.
 */
final class SnapshotOpening implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotOpening.class);

    private static final BackOff BACK_OFF = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0);

    private final ModelFactory models;
    private final BackgroundWork background;
    private final ProcessingTimeService clock;
    private final BiConsumer<AdmittedSnapshot, EmbeddingModel> opened;

    private AdmittedSnapshot awaited;
    private int failures;

    /** @param opened takes a snapshot and its model, which is the taker's to close from then on */
    SnapshotOpening(
            ModelFactory models,
            BackgroundWork background,
            ProcessingTimeService clock,
            BiConsumer<AdmittedSnapshot, EmbeddingModel> opened) {
        this.models = models;
        this.background = background;
        this.clock = clock;
        this.opened = opened;
    }

    /** The snapshot that is being opened. */
    Optional<AdmittedSnapshot> awaited() {
        return Optional.ofNullable(awaited);
    }

    /** Opens the snapshot, in place of an older one that is being opened; does nothing where that one is not older. */
    void await(AdmittedSnapshot snapshot) {
        if (awaited == null || snapshot.modelVersion() > awaited.modelVersion()) {
            awaited = snapshot;
            failures = 0;
            open(snapshot);
        }
    }

    private void open(AdmittedSnapshot snapshot) {
        background.run(
                () -> {
                    EmbeddingModel model = models.open(snapshot);
                    try {
                        model.warmUp();
                    } catch (RuntimeException | Error e) {
                        model.close();
                        throw e;
                    }
                    return model;
                },
                model -> succeeded(snapshot, model),
                e -> failed(snapshot, e),
                EmbeddingModel::close);
    }

    private void succeeded(AdmittedSnapshot snapshot, EmbeddingModel model) {
        if (snapshot == awaited) {
            awaited = null;
            opened.accept(snapshot, model);
        } else {
            model.close();
        }
    }

    private void failed(AdmittedSnapshot snapshot, Exception e) {
        if (snapshot != awaited) {
            return;
        }
        failures++;
        long waitMillis = BACK_OFF.after(failures).toMillis();
        LOG.warn(
                "admitted snapshot {} of {} cannot be opened here, attempt {}, the next in {} ms: {}; the one before goes on",
                snapshot.id(),
                snapshot.uri(),
                failures,
                waitMillis,
                e.toString());
        clock.registerTimer(clock.getCurrentProcessingTime() + waitMillis, time -> {
            if (snapshot == awaited) {
                open(snapshot);
            }
        });
    }

    @Override
    public void close() {
        background.close();
    }
}

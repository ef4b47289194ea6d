package io.metarefresh.dashboard;

import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.snapshot.GlobalSide;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import io.metarefresh.text.OneLine;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a view predict with the snapshot of the newest embeddings published, read in a thread of its own. An announcement alone moves nothing,
 * because a job may refuse it. While a snapshot is read, and where that fails, the one before goes on.
 */
final class RolloutFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutFollower.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(10);
    /** To the next try, where a snapshot could not be loaded. */
    static final Duration PAUSE = Duration.ofSeconds(30);

    private final LiveView view;
    private final SnapshotSource source;
    private final Function<Snapshot, Predictor> predictors;
    private final LongSupplier clock;
    private final Manifest first;
    private final String globalSha256;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "dashboard-rollouts");
        made.setDaemon(true);
        return made;
    });
    private volatile String trouble;
    private long failedVersion;
    private long againAtMillis;

    /**
     * @param view predicts already
     * @param first whose global block every later snapshot must have
     */
    RolloutFollower(
            LiveView view,
            Snapshot first,
            SnapshotSource source,
            Function<Snapshot, Predictor> predictors,
            LongSupplier clock) {
        this.view = view;
        this.source = source;
        this.predictors = predictors;
        this.clock = clock;
        this.first = first.manifest();
        globalSha256 = GlobalSide.sha256(first);
    }

    void start() {
        thread.scheduleWithFixedDelay(this::follow, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Why the view does not predict with the snapshot of the newest embeddings, in one line; null where it does. */
    String trouble() {
        return trouble;
    }

    /** One look, and what follows from it. */
    void follow() {
        OptionalLong newer = view.newerPublished();
        if (newer.isEmpty()) {
            trouble = null;
            return;
        }
        long version = newer.getAsLong();
        Optional<SnapshotActivation> announced = view.announced(first.modelName(), version);
        if (announced.isEmpty()) {
            // Topics are read side by side: it may come yet.
            trouble = "version " + version + " is not announced";
            return;
        }
        if (version == failedVersion && clock.getAsLong() < againAtMillis) {
            return;
        }
        try {
            Predictor before = view.predictWith(predictors.apply(load(announced.get())));
            before.close();
            trouble = null;
            LOG.info("predictions are of snapshot {}@{} from now on", first.modelName(), version);
        } catch (SnapshotException | RuntimeException | OutOfMemoryError e) {
            // Native memory, too, ends with an OutOfMemoryError, after which the rest of the page is well.
            failedVersion = version;
            againAtMillis = clock.getAsLong() + PAUSE.toMillis();
            trouble = "version " + version + " cannot be loaded: " + OneLine.of(e);
            LOG.warn(
                    "cannot predict with snapshot {}@{} of {}, another try in {} s",
                    first.modelName(),
                    version,
                    announced.get().getUri(),
                    PAUSE.toSeconds(),
                    e);
        }
    }

    private Snapshot load(SnapshotActivation announced) throws SnapshotException {
        Snapshot snapshot = source.load(announced.getUri(), announced.getSha256());
        Manifest manifest = snapshot.manifest();
        if (!manifest.modelName().equals(announced.getModelName())
                || manifest.modelVersion() != announced.getModelVersion()) {
            throw new SnapshotException("what lies at '" + announced.getUri() + "' is " + manifest.modelName() + "@"
                    + manifest.modelVersion());
        }
        if (!GlobalSide.sha256(snapshot).equals(globalSha256)) {
            throw new SnapshotException("it has another global block than the snapshot that the page was started with");
        }
        return snapshot;
    }

    /** Reads no more; the predictor is the view's. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("a snapshot is still being read, the process ends without waiting for it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

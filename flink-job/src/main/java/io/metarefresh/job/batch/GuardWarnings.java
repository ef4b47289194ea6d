package io.metarefresh.job.batch;

import io.metarefresh.text.OneLine;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What GUARD says in the log. A snapshot that diverges can have every embedding refused, so there is at most one line per interval. It
 * also says how many were refused since the line before and are not named. Metrics count each of them.
 */
public final class GuardWarnings {
    /** Shortest time between two lines. */
    static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Consumer<String> log;
    private boolean hasSpoken;
    private long spokenMillis;
    private long unnamed;

    /** @param log takes one line at a time */
    public GuardWarnings(Consumer<String> log) {
        this.log = log;
    }

    /**
     * An embedding was refused.
     *
     * @param refused what came of its refresh
     * @param snapshotId {@code name@version} of the snapshot that made it
     * @param nowMillis the time now
     */
    public void refused(Publisher.Published refused, String snapshotId, long nowMillis) {
        // A clock that was set back does not silence them.
        boolean isTooEarly = hasSpoken && nowMillis >= spokenMillis && nowMillis - spokenMillis < INTERVAL.toMillis();
        if (isTooEarly) {
            unnamed++;
            return;
        }
        log.accept("GUARD: the embedding of '" + OneLine.of(refused.refresh().entityId()) + "' from snapshot "
                + snapshotId + " was refused, "
                + (refused.publication() == null
                        ? "and nothing is published because the un-adapted one is not finite either"
                        : "the un-adapted one is published")
                + (unnamed == 0 ? "" : "; so were " + unnamed + " more since the last of these lines"));
        hasSpoken = true;
        spokenMillis = nowMillis;
        unnamed = 0;
    }

    /** Says how many were not named, if any. */
    public void close() {
        if (unnamed > 0) {
            log.accept("GUARD: " + unnamed + " more embeddings were refused since the last of these lines");
            unnamed = 0;
        }
    }
}

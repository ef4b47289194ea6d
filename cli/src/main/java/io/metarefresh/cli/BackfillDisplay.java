package io.metarefresh.cli;

import io.metarefresh.cli.backfill.Backfill;
import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;

/** How far a replay is, how fast, and how long it will take: a bar on a terminal, a line every few seconds elsewhere. */
final class BackfillDisplay implements Backfill.Progress, AutoCloseable {
    private static final long LINE_NANOS = Duration.ofSeconds(5).toNanos();

    private final PrintWriter err;
    private final long total;
    private final ProgressBar bar;
    private long firstNanos;
    private long first = -1;
    private long nextLineNanos;

    BackfillDisplay(PrintWriter err, long total) {
        this.err = err;
        this.total = total;
        this.bar = Terminal.onError()
                ? Terminal.progressBar("replaying", total).showSpeed().build()
                : null;
    }

    @Override
    public void read(long interactions) {
        if (bar != null) {
            bar.stepTo(Math.min(interactions, total));
            return;
        }
        long now = System.nanoTime();
        if (first < 0) {
            // A resumed replay has a head start that says nothing of its speed.
            first = interactions;
            firstNanos = now;
            nextLineNanos = now + LINE_NANOS;
        } else if (now - nextLineNanos >= 0) {
            nextLineNanos = now + LINE_NANOS;
            err.println(line(interactions, (now - firstNanos) / 1e9));
            err.flush();
        }
    }

    private String line(long interactions, double seconds) {
        double perSecond = (interactions - first) / seconds;
        String left = perSecond > 0
                ? Duration.ofSeconds((long) (Math.max(0, total - interactions) / perSecond))
                        .toString()
                : "unknown";
        return "replayed %,d of %,d interactions (%.1f %%), %,.0f/s, time left %s"
                .formatted(interactions, total, total == 0 ? 100.0 : 100.0 * interactions / total, perSecond, left);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}

package io.metarefresh.cli.local;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * What the user sees: steps with the seconds since the start, and live figures, redrawn in place on a terminal, a line now and then
 * elsewhere. Safe to call from several threads.
 */
public final class Console {
    /** On something that is not a terminal, one line of figures in this many. */
    private static final int PLAIN_EVERY = 5;

    private final PrintWriter out;
    private final boolean terminal;
    private final long startNanos = System.nanoTime();
    private int drawn;
    private int skipped = PLAIN_EVERY;

    public Console(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Seconds since the screen was created. */
    double seconds() {
        return secondsAt(System.nanoTime());
    }

    /** Seconds from the creation of the screen to that {@link System#nanoTime}. */
    double secondsAt(long nanos) {
        return (nanos - startNanos) / 1e9;
    }

    /** Something was done. */
    synchronized void step(String text) {
        settle();
        out.printf(Locale.ROOT, "[%5.1f s] %s%n", seconds(), text);
        out.flush();
    }

    /** A line as it is. */
    synchronized void line(String text) {
        settle();
        out.println(text);
        out.flush();
    }

    /** The figures as of now: several lines for a terminal, one line elsewhere. */
    synchronized void live(List<String> lines, String plain) {
        if (!terminal) {
            if (++skipped >= PLAIN_EVERY) {
                skipped = 0;
                out.printf(Locale.ROOT, "[%5.1f s] %s%n", seconds(), plain);
                out.flush();
            }
            return;
        }
        StringBuilder frame = new StringBuilder();
        if (drawn > 0) {
            frame.append("\u001b[").append(drawn).append('A');
        }
        for (String line : lines) {
            // Erase to the end of the line: the one before may have been longer.
            frame.append(line).append("\u001b[K\n");
        }
        drawn = lines.size();
        out.print(frame);
        out.flush();
    }

    /** Leaves the figures drawn last where they are; what is printed next stands below them. */
    synchronized void settle() {
        drawn = 0;
    }
}

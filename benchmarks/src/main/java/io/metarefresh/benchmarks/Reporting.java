package io.metarefresh.benchmarks;

import java.io.PrintStream;
import java.util.Locale;

/** Progress of a benchmark on the screen, with the seconds since its start. */
final class Reporting {
    private final PrintStream out;
    private final long startNanos = System.nanoTime();

    Reporting(PrintStream out) {
        this.out = out;
    }

    void step(String format, Object... arguments) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        out.printf(Locale.ROOT, "[%6.1f s] %s%n", seconds, String.format(Locale.ROOT, format, arguments));
    }

    void print(Object text) {
        out.println(text);
    }
}

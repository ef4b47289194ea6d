package io.metarefresh.benchmarks.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Latency by percentile as SVG: the tail is spread out (each nine has the same width), the latency axis is logarithmic. Labels stand
 * at the right ends of the lines.
 */
public final class LatencyChart {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 460;
    private static final int LEFT = 70;
    private static final int RIGHT = 660;
    private static final int TOP = 56;
    private static final int BOTTOM = 400;
    private static final int LABEL_HEIGHT = 16;
    private static final double[] TICKS = {0, 0.5, 0.9, 0.99, 0.999};
    private static final double LAST = 0.9995;
    private static final int POINTS = 120;
    private static final String[] COLOURS = {"#1f5fbf", "#2f7d4f", "#b8651b", "#a3312f", "#7a4fb5", "#4a4a4a", "#0f7c85"
    };

    private record Line(String label, Quantiles millis) {}

    private final String title;
    private final List<Line> lines = new ArrayList<>();
    private final StringBuilder svg = new StringBuilder();

    public LatencyChart(String title) {
        this.title = title;
    }

    /** @param millis latencies in milliseconds */
    public LatencyChart line(String label, Quantiles millis) {
        lines.add(new Line(label, millis));
        return this;
    }

    /** The whole SVG document. */
    public String draw() {
        double most = lines.stream().mapToDouble(l -> l.millis().at(LAST)).max().orElse(100);
        double least =
                lines.stream().mapToDouble(l -> l.millis().at(0.01)).min().orElse(1);
        double low = Math.pow(10, Math.floor(Math.log10(Math.max(0.1, least))));
        double high = Math.pow(10, Math.ceil(Math.log10(Math.max(low * 10, most))));
        svg.setLength(0);
        element(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                        + "font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\">",
                WIDTH, HEIGHT, WIDTH, HEIGHT);
        element("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
        element("<text x=\"%d\" y=\"28\" font-size=\"16\" fill=\"#222222\">%s</text>", LEFT, escape(title));
        grid(low, high);
        lines(low, high);
        element("</svg>");
        return svg.toString();
    }

    private void grid(double low, double high) {
        for (double tick = low; tick <= high * 1.001; tick *= 10) {
            double y = y(tick, low, high);
            element("<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#e4e4e4\"/>", LEFT, y, RIGHT, y);
            element(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#555555\">%s ms</text>",
                    LEFT - 8, y + 4, tick < 1 ? Double.toString(tick) : String.format(Locale.ROOT, "%,.0f", tick));
        }
        for (double tick : TICKS) {
            double x = x(tick);
            element("<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#e4e4e4\"/>", x, TOP, x, BOTTOM);
            element(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#555555\">%s</text>",
                    x,
                    BOTTOM + 18,
                    tick == 0 ? "min" : "p" + Double.toString(tick * 100).replaceAll("\\.0$", ""));
        }
    }

    private void lines(double low, double high) {
        List<Integer> fromTop = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            fromTop.add(i);
        }
        fromTop.sort((a, b) -> Double.compare(
                lines.get(b).millis().at(LAST), lines.get(a).millis().at(LAST)));
        double lastLabel = Double.NEGATIVE_INFINITY;
        for (int i : fromTop) {
            Line line = lines.get(i);
            String colour = COLOURS[i % COLOURS.length];
            StringBuilder points = new StringBuilder();
            for (int p = 0; p <= POINTS; p++) {
                double q = 1 - Math.pow(1 - LAST, p / (double) POINTS);
                double millis = line.millis().at(Math.max(q, 1e-9));
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(q), y(millis, low, high)));
            }
            element(
                    "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
                    points.toString().strip(), colour);
            double label = Math.max(y(line.millis().at(LAST), low, high) + 4, lastLabel + LABEL_HEIGHT);
            element(
                    "<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s: p50 %s, p99 %s</text>",
                    RIGHT + 8, label, colour, escape(line.label()), millis(line, 0.5), millis(line, 0.99));
            lastLabel = label;
        }
    }

    private static String millis(Line line, double q) {
        double millis = line.millis().at(q);
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%,.0f ms", millis);
    }

    private static double x(double q) {
        return LEFT + (RIGHT - LEFT) * Math.log10(1 - q) / Math.log10(1 - LAST);
    }

    private static double y(double millis, double low, double high) {
        double share = Math.log10(Math.max(low, millis) / low) / Math.log10(high / low);
        return BOTTOM - share * (BOTTOM - TOP);
    }

    private void element(String format, Object... arguments) {
        svg.append(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments))
                .append('\n');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

package io.metarefresh.evaluation;

import static io.metarefresh.evaluation.Markup.escape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * A plot over named places as inline SVG: lines with markers and intervals, levels as dashed lines, all named at their right end. Colours
 * come from the classes {@code s0}, {@code s1}, … of the page, so that they follow its colour scheme; markers differ as well.
 */
final class LinePlot {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 400;
    private static final int LEFT = 56;
    private static final int RIGHT = 700;
    private static final int TOP = 34;
    private static final int BOTTOM = 336;
    private static final int LABEL_HEIGHT = 19;
    private static final double TICK = 0.05;

    /**
     * One line.
     *
     * @param name at the right end
     * @param style number of its class and marker
     * @param values by place; NaN leaves a gap; a level has one
     * @param intervals by place, or null; null entries have none
     * @param level whether it is one value for all places
     * @param valued whether its points carry their values
     */
    record Series(String name, int style, double[] values, Interval[] intervals, boolean level, boolean valued) {}

    private record Label(double y, String text, int style) {}

    private final Markup svg = new Markup();
    private final List<String> places;
    private final double low;
    private final double high;

    private LinePlot(List<String> places, List<Series> series) {
        this.places = places;
        double[] all = series.stream()
                .flatMapToDouble(s -> DoubleStream.concat(
                        Arrays.stream(s.values()),
                        s.intervals() == null
                                ? DoubleStream.empty()
                                : Arrays.stream(s.intervals())
                                        .filter(i -> i != null)
                                        .flatMapToDouble(i -> DoubleStream.of(i.low(), i.high()))))
                .filter(Double::isFinite)
                .toArray();
        this.low = Math.floor((Arrays.stream(all).min().orElse(0.5) - 0.005) / TICK) * TICK;
        this.high = Math.ceil((Arrays.stream(all).max().orElse(1) + 0.012) / TICK) * TICK;
    }

    /**
     * @param id unique in the page
     * @param title short, for those who do not see it
     * @param description what there is to see, in a sentence
     */
    static String of(
            String id, String title, String description, List<String> places, String placesTitle, List<Series> series) {
        return new LinePlot(places, series).draw(id, title, description, placesTitle, series);
    }

    private String draw(String id, String title, String description, String placesTitle, List<Series> series) {
        svg.line(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-title %s-description\">",
                WIDTH, HEIGHT, id, id);
        svg.line("<title id=\"%s-title\">%s</title>", id, escape(title));
        svg.line("<desc id=\"%s-description\">%s</desc>", id, escape(description));
        int ticks = (int) Math.round((high - low) / TICK);
        int every = 1 + ticks / 9;
        for (int t = 0; t <= ticks; t += every) {
            double value = low + t * TICK;
            svg.line(
                    "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
                    LEFT, y(value), RIGHT, y(value));
            svg.line(
                    "<text class=\"axis\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.2f</text>",
                    LEFT - 8, y(value) + 4, value);
        }
        for (int p = 0; p < places.size(); p++) {
            svg.line(
                    "<text class=\"axis\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x(p), BOTTOM + 22, escape(places.get(p)));
        }
        svg.line(
                "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + RIGHT) / 2, BOTTOM + 48, escape(placesTitle));
        svg.line("<text class=\"axis\" x=\"%d\" y=\"%d\">AUC</text>", 8, TOP - 20);
        List<Label> labels = new ArrayList<>();
        for (Series line : series) {
            if (line.level()) {
                drawLevel(line, labels);
            }
        }
        for (Series line : series) {
            if (!line.level()) {
                drawLine(line, labels);
            }
        }
        drawLabels(labels);
        return svg.line("</svg>").toString();
    }

    private void drawLevel(Series level, List<Label> labels) {
        double value = level.values()[0];
        if (Double.isFinite(value)) {
            svg.line(
                    "<line class=\"level s%d\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
                    level.style(), LEFT, y(value), RIGHT, y(value));
            labels.add(new Label(y(value), String.format(Locale.ROOT, "%.3f %s", value, level.name()), level.style()));
        }
    }

    private void drawLine(Series line, List<Label> labels) {
        StringBuilder path = new StringBuilder();
        boolean down = false;
        double last = Double.NaN;
        for (int p = 0; p < line.values().length; p++) {
            double value = line.values()[p];
            if (Double.isFinite(value)) {
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f ", down ? "L" : "M", x(p), y(value)));
                last = value;
            }
            down = Double.isFinite(value);
        }
        svg.line(
                "<path class=\"line s%d\" d=\"%s\"/>",
                line.style(), path.toString().trim());
        for (int p = 0; p < line.values().length; p++) {
            double value = line.values()[p];
            if (Double.isFinite(value)) {
                Interval interval = line.intervals() == null ? null : line.intervals()[p];
                if (interval != null) {
                    svg.line(
                            "<line class=\"interval s%d\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                            line.style(), x(p), y(interval.low()), x(p), y(interval.high()));
                }
                marker(line.style(), x(p), y(value));
                if (line.valued()) {
                    svg.line(
                            "<text class=\"value s%d\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%.3f</text>",
                            line.style(), x(p) - 9, y(value) - 8, value);
                }
            }
        }
        if (Double.isFinite(last)) {
            String text = line.valued() ? line.name() : String.format(Locale.ROOT, "%.3f %s", last, line.name());
            labels.add(new Label(y(last), text, line.style()));
        }
    }

    private void marker(int style, double x, double y) {
        switch (style % 4) {
            case 0 -> svg.line("<circle class=\"marker s%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>", style, x, y);
            case 1 -> svg.line(
                    "<rect class=\"marker s%d\" x=\"%.1f\" y=\"%.1f\" width=\"9\" height=\"9\"/>",
                    style, x - 4.5, y - 4.5);
            case 2 -> svg.line("<path class=\"marker s%d\" d=\"M%.1f %.1f l6 10 l-12 0 z\"/>", style, x, y - 6);
            default -> svg.line("<path class=\"marker s%d\" d=\"M%.1f %.1f l6 6 l-6 6 l-6 -6 z\"/>", style, x, y - 6);
        }
    }

    /** From the top, each below the one before. */
    private void drawLabels(List<Label> labels) {
        labels.sort(Comparator.comparingDouble(Label::y));
        double last = Double.NEGATIVE_INFINITY;
        for (Label label : labels) {
            double y = Math.max(label.y() + 5, last + LABEL_HEIGHT);
            svg.line(
                    "<text class=\"name s%d\" x=\"%d\" y=\"%.1f\">%s</text>",
                    label.style(), RIGHT + 10, y, escape(label.text()));
            last = y;
        }
    }

    private double x(int place) {
        return LEFT + (RIGHT - LEFT) * (place + 0.5) / places.size();
    }

    private double y(double value) {
        return BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP);
    }
}

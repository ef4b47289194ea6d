package io.metarefresh.evaluation;

import static io.metarefresh.evaluation.Markup.escape;

import io.metarefresh.prediction.Calibration;
import java.util.List;

/** A reliability diagram as inline SVG: mean label over mean prediction of each bin, the diagonal is perfect; circles by their events. */
final class CalibrationPlot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 412;
    private static final int LEFT = 56;
    private static final int SIDE = 320;
    private static final int TOP = 34;
    private static final double LARGEST_RADIUS = 14;

    /** One curve; {@code style} is the number of its class in the page. */
    record Series(String name, int style, Calibration calibration) {}

    private CalibrationPlot() {}

    static String of(String id, String title, String description, List<Series> series) {
        Markup svg = new Markup();
        svg.line(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-title %s-description\">",
                WIDTH, HEIGHT, id, id);
        svg.line("<title id=\"%s-title\">%s</title>", id, escape(title));
        svg.line("<desc id=\"%s-description\">%s</desc>", id, escape(description));
        for (int t = 0; t <= 5; t++) {
            double value = t / 5.0;
            svg.line(
                    "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
                    LEFT, y(value), LEFT + SIDE, y(value));
            svg.line(
                    "<text class=\"axis\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>",
                    LEFT - 8, y(value) + 4, value);
            svg.line(
                    "<text class=\"axis\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.1f</text>",
                    x(value), TOP + SIDE + 20, value);
        }
        svg.line("<line class=\"level\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", x(0), y(0), x(1), y(1));
        svg.line(
                "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">predicted</text>",
                LEFT + SIDE / 2, TOP + SIDE + 44);
        svg.line("<text class=\"axis\" x=\"8\" y=\"%d\">observed</text>", TOP - 20);
        for (int s = 0; s < series.size(); s++) {
            draw(svg, series.get(s), s);
        }
        return svg.line("</svg>").toString();
    }

    private static void draw(Markup svg, Series series, int number) {
        List<Calibration.Bin> bins =
                series.calibration().bins().stream().filter(b -> b.rows() > 0).toList();
        double most = bins.stream().mapToInt(Calibration.Bin::rows).max().orElse(1);
        StringBuilder path = new StringBuilder();
        for (Calibration.Bin bin : bins) {
            double x = x(bin.meanPrediction());
            double y = y(bin.meanLabel());
            path.append(String.format(java.util.Locale.ROOT, "%s%.1f %.1f ", path.isEmpty() ? "M" : "L", x, y));
            svg.line(
                    "<circle class=\"bubble s%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
                    series.style(), x, y, 2 + LARGEST_RADIUS * Math.sqrt(bin.rows() / most));
        }
        svg.line(
                "<path class=\"line s%d\" d=\"%s\"/>",
                series.style(), path.toString().trim());
        int y = TOP + 14 + 44 * number;
        svg.line(
                "<text class=\"name s%d\" x=\"%d\" y=\"%d\">%s</text>",
                series.style(), LEFT + SIDE + 24, y, escape(series.name()));
        svg.line(
                "<text class=\"axis\" x=\"%d\" y=\"%d\">calibration error %.4f</text>",
                LEFT + SIDE + 24, y + 18, series.calibration().expectedError());
    }

    private static double x(double share) {
        return LEFT + SIDE * share;
    }

    private static double y(double share) {
        return TOP + SIDE * (1 - share);
    }
}

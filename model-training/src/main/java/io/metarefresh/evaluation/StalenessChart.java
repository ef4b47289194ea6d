package io.metarefresh.evaluation;

import static io.metarefresh.evaluation.Markup.escape;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The staleness curve as a small SVG: AUC by refresh policy, baselines as dashed lines with their names at the right. */
public final class StalenessChart {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 430;
    private static final int LEFT = 64;
    private static final int RIGHT = 640;
    private static final int TOP = 56;
    private static final int BOTTOM = 360;
    private static final int LABEL_HEIGHT = 15;
    private static final String[] BASELINE_COLOURS = {"#7a7a7a", "#b8651b", "#7a4fb5", "#2f7d4f"};

    private final Markup svg = new Markup();
    private final double low;
    private final double high;

    private StalenessChart(double low, double high) {
        this.low = low;
        this.high = high;
    }

    /** The whole SVG document; a column without AUC is left out. */
    public static String of(EvaluationReport report) {
        List<EvaluationReport.Column> policies = new ArrayList<>();
        List<EvaluationReport.Column> baselines = new ArrayList<>();
        for (EvaluationReport.Column column : report.columns()) {
            if (!Double.isNaN(column.auc()) && column.kind() != EvaluationReport.Kind.RANKER) {
                (column.kind() == EvaluationReport.Kind.POLICY ? policies : baselines).add(column);
            }
        }
        double least = report.columns().stream()
                .mapToDouble(EvaluationReport.Column::auc)
                .filter(a -> !Double.isNaN(a))
                .min()
                .orElse(0.5);
        double most = report.columns().stream()
                .mapToDouble(EvaluationReport.Column::auc)
                .filter(a -> !Double.isNaN(a))
                .max()
                .orElse(1);
        // To the next twentieth on both sides, with air.
        double low = Math.floor((least - 0.01) * 20) / 20;
        double high = Math.ceil((most + 0.01) * 20) / 20;
        return new StalenessChart(low, high).draw(report, policies, baselines);
    }

    private String draw(
            EvaluationReport report, List<EvaluationReport.Column> policies, List<EvaluationReport.Column> baselines) {
        svg.line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                        + "font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\">",
                WIDTH, HEIGHT, WIDTH, HEIGHT);
        svg.line("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
        svg.line(
                "<text x=\"%d\" y=\"26\" font-size=\"16\" fill=\"#222222\">AUC by refresh of the embeddings: %s version %d</text>",
                LEFT, escape(report.modelName()), report.modelVersion());
        for (double tick = low; tick <= high + 1e-9; tick += 0.05) {
            svg.line(
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#e4e4e4\"/>",
                    LEFT, y(tick), RIGHT, y(tick));
            svg.line(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#555555\">%.2f</text>",
                    LEFT - 8, y(tick) + 4, tick);
        }
        drawBaselines(baselines);
        drawPolicies(policies);
        svg.line("</svg>");
        return svg.toString();
    }

    private void drawPolicies(List<EvaluationReport.Column> policies) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < policies.size(); i++) {
            points.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    x(i, policies.size()),
                    y(policies.get(i).auc())));
        }
        svg.line(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"#1f5fbf\" stroke-width=\"2.5\"/>",
                points.toString().trim());
        for (int i = 0; i < policies.size(); i++) {
            EvaluationReport.Column policy = policies.get(i);
            double x = x(i, policies.size());
            double y = y(policy.auc());
            svg.line("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#1f5fbf\"/>", x, y);
            svg.line(
                    "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" fill=\"#1f5fbf\" stroke=\"#ffffff\" stroke-width=\"3\" "
                            + "paint-order=\"stroke\">%.3f</text>",
                    x, y - 10, policy.auc());
            svg.line(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#333333\">%s</text>",
                    x, BOTTOM + 22, escape(policy.title().replaceAll(",.*", "")));
        }
        svg.line(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#555555\">embeddings refreshed</text>",
                (LEFT + RIGHT) / 2, BOTTOM + 46);
    }

    private void drawBaselines(List<EvaluationReport.Column> baselines) {
        List<EvaluationReport.Column> fromTop = new ArrayList<>(baselines);
        fromTop.sort(Comparator.comparingDouble(EvaluationReport.Column::auc).reversed());
        double lastLabel = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < fromTop.size(); i++) {
            EvaluationReport.Column baseline = fromTop.get(i);
            String colour = BASELINE_COLOURS[baselines.indexOf(baseline) % BASELINE_COLOURS.length];
            double y = y(baseline.auc());
            double label = Math.max(y + 4, lastLabel + LABEL_HEIGHT);
            svg.line(
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"1.5\" "
                            + "stroke-dasharray=\"6 4\"/>",
                    LEFT, y, RIGHT, y, colour);
            svg.line(
                    "<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%.3f %s</text>",
                    RIGHT + 8, label, colour, baseline.auc(), escape(baseline.title()));
            lastLabel = label;
        }
    }

    private static double x(int index, int count) {
        double step = (RIGHT - LEFT) / (double) Math.max(1, count);
        return LEFT + step * (index + 0.5);
    }

    private double y(double auc) {
        return BOTTOM - (auc - low) / (high - low) * (BOTTOM - TOP);
    }
}

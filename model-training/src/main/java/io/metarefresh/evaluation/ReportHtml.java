package io.metarefresh.evaluation;

import static io.metarefresh.evaluation.Markup.escape;

import io.metarefresh.evaluation.EvaluationReport.Column;
import io.metarefresh.evaluation.EvaluationReport.Kind;
import io.metarefresh.evaluation.yardstick.RankerTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The report as one page: self-contained, readable without a server or a network, in light and dark. Well-formed XML as well. */
public final class ReportHtml {
    /** Colour and marker by column; a policy between the stalest and the freshest is a point of the freshest one's curve. */
    private static final Map<String, Integer> STYLES =
            Map.of("event", 0, "never", 1, "no_personalisation", 1, "running_means", 2, "static_id", 3, "once", 4);

    private static final int OTHER_STYLE = 4;

    private final EvaluationReport report;
    private final Provenance provenance;
    private final ReportTables tables;
    private final Markup page = new Markup();

    private ReportHtml(EvaluationReport report, Provenance provenance) {
        this.report = report;
        this.provenance = provenance;
        this.tables = new ReportTables(report);
    }

    public static String of(EvaluationReport report, Provenance provenance) {
        return new ReportHtml(report, provenance).draw();
    }

    private String draw() {
        String model = escape(report.modelName()) + " version " + report.modelVersion();
        page.line("<!DOCTYPE html>");
        page.line("<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">");
        page.line("<head>");
        page.line("<meta charset=\"utf-8\"/>");
        page.line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
        page.line("<title>Does freshness pay? %s on %s</title>", model, escape(provenance.dataFile()));
        page.line("<style>").line("%s", stylesheet()).line("</style>");
        page.line("</head>").line("<body>").line("<main>");
        answer(model);
        staleness();
        if (report.coldStart() != null) {
            coldStart();
        }
        if (report.whereItWins() != null) {
            whereItWins();
        }
        tables.calibrated().ifPresent(this::calibration);
        if (report.effects() != null) {
            effects();
        }
        facts();
        return page.line("</main>").line("</body>").line("</html>").toString();
    }

    private void answer(String model) {
        page.line("<header>");
        page.line("<h1>Does freshness pay?</h1>");
        page.line(
                "<p class=\"lead\">Every event after the split is predicted before it joins its member’s support set, with the "
                        + "embedding that each refresh policy would have had at that moment. %s, %s events of %s, %s members.</p>",
                model,
                ReportTables.count(report.labels().length),
                escape(provenance.dataFile()),
                ReportTables.count(report.data().predictedMembers()));
        report.warnings().forEach(w -> page.line("<p class=\"warning\"><strong>Warning:</strong> %s</p>", escape(w)));
        page.line("<ul class=\"answers\">");
        report.columns().stream()
                .filter(c -> c.kind() == Kind.POLICY)
                .reduce((first, second) -> second)
                .ifPresent(freshest -> tile(
                        ReportTables.number(freshest.auc()),
                        "AUC, refreshed " + freshest.title(),
                        ReportTables.interval(freshest.interval())));
        for (Difference difference : headlines()) {
            Interval interval = difference.interval();
            tile(
                    ReportTables.signed(difference.value()),
                    shortened(tables.title(difference.column())) + " against "
                            + shortened(tables.title(difference.against())),
                    interval == null
                            ? "–"
                            : ReportTables.signed(interval.low()) + " to " + ReportTables.signed(interval.high()));
        }
        page.line("</ul>").line("</header>");
    }

    /** What a reader wants to know first: against the best yardstick, a stale embedding, a static one, and the ranker's test. */
    private List<Difference> headlines() {
        String best = report.bestYardstick().map(Column::name).orElse("");
        List<String> against = List.of(best, "daily", "static_id", "no_personalisation", RankerTest.WITHOUT);
        return report.differences().stream()
                .filter(d -> against.contains(d.against()))
                .filter(d -> !d.against().equals("no_personalisation")
                        || d.column().equals("never")
                        || best.equals("no_personalisation"))
                .toList();
    }

    private void tile(String figure, String text, String interval) {
        page.line("<li><strong>%s</strong><span>%s</span><span>95 %%: %s</span></li>", figure, escape(text), interval);
    }

    private void staleness() {
        List<Column> policies =
                report.columns().stream().filter(c -> c.kind() == Kind.POLICY).toList();
        List<LinePlot.Series> series = new ArrayList<>();
        series.add(new LinePlot.Series(
                "refreshed embeddings",
                0,
                policies.stream().mapToDouble(Column::auc).toArray(),
                policies.stream().map(Column::interval).toArray(Interval[]::new),
                false,
                true));
        for (Column column : report.columns()) {
            if (column.kind() == Kind.BASELINE) {
                series.add(new LinePlot.Series(
                        shortened(column.title()),
                        style(column.name()),
                        new double[] {column.auc()},
                        null,
                        true,
                        false));
            }
        }
        page.line("<section>").line("<h2>AUC by refresh of the embeddings</h2>");
        figure(
                "wide",
                LinePlot.of(
                        "staleness",
                        "AUC by refresh of the embeddings",
                        "A curve from never refreshed to refreshed on every event, with the baselines as level lines; the table below "
                                + "has every figure.",
                        policies.stream().map(p -> shortened(p.title())).toList(),
                        "embeddings refreshed",
                        series),
                "Thick bars are 95 % intervals over members. Dashed lines are baselines on the same events.");
        table(tables.staleness());
        if (!tables.baselines().rows().isEmpty()) {
            table(tables.baselines());
        }
        if (!tables.ranker().rows().isEmpty()) {
            table(tables.ranker());
        }
        if (!report.differences().isEmpty()) {
            table(tables.differences());
        }
        page.line("</section>");
    }

    private void coldStart() {
        ColdStart coldStart = report.coldStart();
        List<LinePlot.Series> series = new ArrayList<>();
        for (int c = 0; c < coldStart.columns().size(); c++) {
            int column = c;
            String name = coldStart.columns().get(c);
            series.add(new LinePlot.Series(
                    shortened(tables.title(name)),
                    name.equals("never") ? OTHER_STYLE : style(name),
                    coldStart.buckets().stream()
                            .mapToDouble(b -> b.scores().get(column).auc())
                            .toArray(),
                    null,
                    false,
                    false));
        }
        page.line("<section>").line("<h2>From the first interaction on</h2>");
        page.line(
                "<p>How well a member is predicted by how many of its interactions came before. The groups hold different events, "
                        + "so compare within a group rather than along a line.</p>");
        figure(
                "wide",
                LinePlot.of(
                        "cold-start",
                        "AUC by the number of interactions seen of the member",
                        "One line each for embeddings refreshed on every event, for embeddings never refreshed and for the baselines; the "
                                + "tables below have every figure.",
                        coldStart.buckets().stream()
                                .map(ColdStart.Bucket::title)
                                .toList(),
                        "interactions of the member seen before the event",
                        series),
                "At the right the AUC of the last group.");
        table(tables.coldStartAuc());
        table(tables.coldStartLoss());
        page.line("</section>");
    }

    private void whereItWins() {
        page.line("<section>").line("<h2>Where it wins</h2>");
        page.line(
                "<p>Adapted and un-adapted embeddings beside the best yardstick, in groups of events: over all events of a group, and inside "
                        + "each member, where what only tells members apart is worth nothing.</p>");
        tables.whereItWins().forEach(this::table);
        page.line("</section>");
    }

    private void calibration(Column freshest) {
        List<CalibrationPlot.Series> series = new ArrayList<>();
        series.add(new CalibrationPlot.Series("refreshed " + freshest.title(), 0, freshest.calibration()));
        if (report.has("running_means")) {
            series.add(new CalibrationPlot.Series(
                    "running means",
                    style("running_means"),
                    report.column("running_means").calibration()));
        }
        page.line("<section>").line("<h2>Can the probabilities be believed?</h2>");
        figure(
                "square wide",
                CalibrationPlot.of(
                        "calibration",
                        "Observed share of positives over predicted probability",
                        "Points on the diagonal are predicted right; the table below has the figures of the refreshed embeddings.",
                        series),
                "Events in ten bins of equal width by predicted probability; the larger a circle, the more events. On the dashed line a "
                        + "prediction of 0.7 comes true seven times in ten.");
        table(tables.calibration(freshest));
        page.line("</section>");
    }

    private void effects() {
        page.line("<section>").line("<h2>What the inner loop’s settings do</h2>");
        page.line(
                "<p>Nothing was trained anew: the snapshot learned its inner rates for its own settings. Fewer steps use the first learned "
                        + "rates, more repeat the last ones.</p>");
        table(tables.effects());
        page.line("</section>");
    }

    private void facts() {
        page.line("<section>").line("<h2>What made these figures</h2>").line("<dl>");
        ReportFacts.of(report, provenance)
                .forEach((name, fact) -> page.line("<dt>%s</dt><dd>%s</dd>", escape(name), escape(fact)));
        page.line("</dl>").line("</section>");
    }

    private void figure(String styles, String svg, String caption) {
        page.line("<figure class=\"%s\">", styles);
        page.line("%s", svg.trim());
        page.line("<figcaption>%s</figcaption>", escape(caption));
        page.line("</figure>");
    }

    private void table(ReportTable table) {
        page.line("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">", escape(table.caption()));
        page.line("<table>").line("<caption>%s</caption>", escape(table.caption()));
        page.line("<thead><tr>");
        table.head().forEach(cell -> page.line("<th scope=\"col\">%s</th>", escape(cell)));
        page.line("</tr></thead>").line("<tbody>");
        for (List<String> row : table.rows()) {
            StringBuilder cells = new StringBuilder("<tr>");
            for (int i = 0; i < row.size(); i++) {
                String tag = i == 0 ? "th" : "td";
                cells.append('<').append(tag).append(i == 0 ? " scope=\"row\">" : ">");
                cells.append(escape(row.get(i))).append("</").append(tag).append('>');
            }
            page.line("%s", cells.append("</tr>"));
        }
        page.line("</tbody>").line("</table>").line("</div>");
    }

    private static int style(String column) {
        return STYLES.getOrDefault(column, OTHER_STYLE);
    }

    /** Without what a title says after a comma or in parentheses. */
    private static String shortened(String title) {
        return title.replaceAll(",.*| \\(.*\\)", "")
                .replace("running mean of member + running mean of item", "running means");
    }

    private static String stylesheet() {
        try (InputStream css = ReportHtml.class.getResourceAsStream("report.css")) {
            if (css == null) {
                throw new IllegalStateException("report.css is missing from the build");
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8).trim();
        } catch (IOException e) {
            throw new UncheckedIOException("report.css cannot be read", e);
        }
    }
}

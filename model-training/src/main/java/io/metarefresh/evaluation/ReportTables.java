package io.metarefresh.evaluation;

import io.metarefresh.evaluation.EvaluationReport.Column;
import io.metarefresh.evaluation.EvaluationReport.Kind;
import io.metarefresh.prediction.Calibration;
import io.metarefresh.snapshot.InnerLoopSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of a report, in numbers as people read them. */
final class ReportTables {
    private final EvaluationReport report;
    private final String loss;

    ReportTables(EvaluationReport report) {
        this.report = report;
        this.loss = switch (report.innerLoop().loss()) {
            case LOGISTIC -> "log loss";
            case SQUARED -> "half squared error";
        };
    }

    ReportTable staleness() {
        List<String> head = new ArrayList<>(head("embeddings refreshed"));
        head.add("refreshes");
        return new ReportTable("AUC by refresh of the embeddings", head, rows(Kind.POLICY));
    }

    /** Without rows where no baselines were asked for. */
    ReportTable baselines() {
        return new ReportTable(
                "Baselines on the same events, each tuned inside the training part; the networks have one fixed setting, and as many "
                        + "passes over the first 85 % before the split as were best on the rest; the one with ids is then trained "
                        + "anew on all of it",
                head("baseline"), rows(Kind.BASELINE));
    }

    /** Without rows where the ranker's test was not asked for. */
    ReportTable ranker() {
        return new ReportTable(
                "The ranker’s test: boosted trees with and without what the snapshot says as further columns; for the trees’ training "
                        + "part these come from snapshots that had not seen it",
                head("ranker"),
                rows(Kind.RANKER));
    }

    private List<String> head(String first) {
        return List.of(
                first,
                "AUC",
                "95 % interval",
                "new members",
                "known members",
                "within members",
                loss,
                "calibration error");
    }

    /** A table for each way to group the events. */
    List<ReportTable> whereItWins() {
        WhereItWins wins = report.whereItWins();
        return wins.groupings().stream().map(g -> whereItWins(wins, g)).toList();
    }

    private ReportTable whereItWins(WhereItWins wins, WhereItWins.Grouping grouping) {
        List<String> head = new ArrayList<>(List.of(grouping.title(), "events", "members", "positive"));
        wins.columns().forEach(name -> head.add(title(name)));
        wins.columns().forEach(name -> head.add("within members: " + title(name)));
        List<List<String>> rows = new ArrayList<>();
        for (WhereItWins.Group group : grouping.groups()) {
            List<String> row = new ArrayList<>(List.of(
                    group.title(), count(group.events()), count(group.members()), percent(group.positiveShare())));
            group.scores().forEach(score -> row.add(number(score.auc())));
            group.scores().forEach(score -> row.add(number(score.aucWithin())));
            rows.add(row);
        }
        return new ReportTable("Where it wins, by " + grouping.title(), head, rows);
    }

    private List<List<String>> rows(Kind kind) {
        List<List<String>> rows = new ArrayList<>();
        for (Column column : report.columns()) {
            if (column.kind() == kind) {
                List<String> row = new ArrayList<>(List.of(
                        column.title(),
                        number(column.auc()),
                        interval(column.interval()),
                        number(column.aucNewMembers()),
                        number(column.aucKnownMembers()),
                        number(column.aucWithin()),
                        number(column.loss()),
                        column.calibration() == null
                                ? "–"
                                : number(column.calibration().expectedError())));
                if (kind == Kind.POLICY) {
                    row.add(count(column.refreshes()));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    ReportTable differences() {
        return new ReportTable(
                "Differences in AUC, on the same events",
                List.of("difference", "AUC", "95 % interval"),
                report.differences().stream()
                        .map(d -> List.of(
                                title(d.column()) + " − " + title(d.against()),
                                signed(d.value()),
                                signed(d.interval())))
                        .toList());
    }

    ReportTable coldStartAuc() {
        return coldStart("AUC by the number of interactions seen of the member", true);
    }

    ReportTable coldStartLoss() {
        return coldStart(capitalised(loss) + " by the number of interactions seen of the member", false);
    }

    private ReportTable coldStart(String caption, boolean auc) {
        List<String> head = new ArrayList<>(List.of("interactions seen", "events", "members", "positive"));
        report.coldStart().columns().forEach(name -> head.add(title(name)));
        List<List<String>> rows = new ArrayList<>();
        for (ColdStart.Bucket bucket : report.coldStart().buckets()) {
            List<String> row = new ArrayList<>(List.of(
                    bucket.title(), count(bucket.events()), count(bucket.members()), percent(bucket.positiveShare())));
            bucket.scores().forEach(score -> row.add(number(auc ? score.auc() : score.loss())));
            rows.add(row);
        }
        return new ReportTable(caption, head, rows);
    }

    /** Of the freshest policy. */
    ReportTable calibration(Column column) {
        List<List<String>> rows = new ArrayList<>();
        for (Calibration.Bin bin : column.calibration().bins()) {
            rows.add(List.of(
                    String.format(Locale.ROOT, "%.1f–%.1f", bin.low(), bin.high()),
                    count(bin.rows()),
                    number(bin.meanPrediction()),
                    number(bin.meanLabel())));
        }
        return new ReportTable(
                "Calibration, refreshed " + column.title() + ": " + Calibration.BINS + " bins of equal width",
                List.of("predicted", "events", "mean prediction", "mean label"),
                rows);
    }

    ReportTable effects() {
        SettingEffects effects = report.effects();
        List<List<String>> rows = new ArrayList<>();
        for (SettingEffects.Row row : effects.rows()) {
            boolean own = row.interval() == null && row.value().isEmpty();
            rows.add(List.of(
                    row.setting(),
                    own ? settings() : row.value(),
                    number(row.auc()),
                    number(row.loss()),
                    own ? "–" : signed(row.difference()),
                    own ? "–" : signed(row.interval())));
        }
        String which = effects.all()
                ? "all " + count(effects.events()) + " events"
                : "a sample of " + count(effects.members()) + " members with " + count(effects.events()) + " events";
        return new ReportTable(
                "The same snapshot with one setting of the inner loop changed, refreshed on every event, on " + which,
                List.of("setting", "value", "AUC", loss, "difference in AUC", "95 % interval"),
                rows);
    }

    /** All tables, as a reader meets them. */
    List<ReportTable> all() {
        List<ReportTable> tables = new ArrayList<>();
        tables.add(staleness());
        if (!baselines().rows().isEmpty()) {
            tables.add(baselines());
        }
        if (!ranker().rows().isEmpty()) {
            tables.add(ranker());
        }
        if (!report.differences().isEmpty()) {
            tables.add(differences());
        }
        if (report.coldStart() != null) {
            tables.add(coldStartAuc());
            tables.add(coldStartLoss());
        }
        if (report.whereItWins() != null) {
            tables.addAll(whereItWins());
        }
        calibrated().ifPresent(column -> tables.add(calibration(column)));
        if (report.effects() != null) {
            tables.add(effects());
        }
        return tables;
    }

    /** The freshest policy, where its predictions are probabilities. */
    java.util.Optional<Column> calibrated() {
        return report.columns().stream()
                .filter(c -> c.kind() == Kind.POLICY && c.calibration() != null)
                .reduce((first, second) -> second);
    }

    private String settings() {
        InnerLoopSpec spec = report.innerLoop();
        return spec.steps() + " steps, " + spec.supportMaxSize() + " rows, " + Durations.text(spec.supportHorizon());
    }

    String title(String column) {
        return report.column(column).title();
    }

    static String number(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.4f", value);
    }

    static String signed(double value) {
        return Double.isNaN(value)
                ? "–"
                : String.format(Locale.ROOT, "%+.4f", value).replace('-', '−');
    }

    private static String signed(Interval interval) {
        return interval == null ? "–" : signed(interval.low()) + " to " + signed(interval.high());
    }

    static String interval(Interval interval) {
        return interval == null ? "–" : number(interval.low()) + "–" + number(interval.high());
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}

package io.metarefresh.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metarefresh.prediction.Calibration;
import io.metarefresh.snapshot.InnerLoopSpec;
import java.util.Locale;

/** The report as JSON, without the predictions. */
public final class ReportJson {
    private ReportJson() {}

    public static String of(EvaluationReport report, Provenance provenance) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("model_name", report.modelName());
        root.put("model_version", report.modelVersion());
        root.put("manifest_sha256", provenance.manifestSha256());
        putSettings(root.putObject("settings"), report);
        putData(root.putObject("data"), report, provenance);
        ArrayNode columns = root.putArray("results");
        report.columns().forEach(column -> putColumn(columns.addObject(), column));
        ArrayNode differences = root.putArray("differences");
        for (Difference difference : report.differences()) {
            ObjectNode node = differences.addObject();
            node.put("column", difference.column());
            node.put("against", difference.against());
            putFinite(node, "auc", difference.value());
            putInterval(node, "auc_interval", difference.interval());
        }
        report.bestYardstick().ifPresent(best -> root.put("best_yardstick", best.name()));
        if (report.coldStart() != null) {
            putColdStart(root.putArray("cold_start"), report.coldStart());
        }
        if (report.whereItWins() != null) {
            putWhereItWins(root.putObject("where_it_wins"), report.whereItWins());
        }
        if (report.effects() != null) {
            putEffects(root.putObject("setting_effects"), report.effects());
        }
        ArrayNode warnings = root.putArray("warnings");
        report.warnings().forEach(warnings::add);
        ArrayNode notes = root.putArray("notes");
        report.notes().forEach(notes::add);
        return root.toPrettyString() + "\n";
    }

    private static void putSettings(ObjectNode node, EvaluationReport report) {
        EvaluationSettings settings = report.settings();
        node.put("share", settings.trainShare());
        node.put("seed", settings.seed());
        node.put("bootstrap_replicates", settings.bootstrapReplicates());
        InnerLoopSpec spec = report.innerLoop();
        ObjectNode innerLoop = node.putObject("inner_loop");
        innerLoop.put("steps", spec.steps());
        innerLoop.put("loss", spec.loss().name().toLowerCase(Locale.ROOT));
        innerLoop.put("prior_weight", spec.priorWeight());
        innerLoop.put("support_max_size", spec.supportMaxSize());
        innerLoop.put("support_horizon", spec.supportHorizon().toString());
        innerLoop.put(
                "half_life", spec.halfLife() == null ? null : spec.halfLife().toString());
    }

    private static void putData(ObjectNode node, EvaluationReport report, Provenance provenance) {
        EvaluationReport.DataSummary summary = report.data();
        node.put("file", provenance.dataFile());
        node.put("events", summary.events());
        node.put("members", summary.members());
        node.put("items", summary.items());
        node.put("events_before_split", summary.eventsBeforeSplit());
        node.put("events_predicted", report.labels().length);
        node.put("members_predicted", summary.predictedMembers());
        node.put("members_new", summary.newMembers());
        putFinite(node, "positive_share", summary.positiveShare());
        node.put("first_time", summary.firstTime().toString());
        node.put("split_time", summary.splitTime().toString());
        node.put("last_time", summary.lastTime().toString());
    }

    private static void putColumn(ObjectNode node, EvaluationReport.Column column) {
        node.put("name", column.name());
        node.put("title", column.title());
        node.put("kind", column.kind().name().toLowerCase(Locale.ROOT));
        putFinite(node, "auc", column.auc());
        putInterval(node, "auc_interval", column.interval());
        putFinite(node, "auc_new_members", column.aucNewMembers());
        putFinite(node, "auc_known_members", column.aucKnownMembers());
        putFinite(node, "auc_within_members", column.aucWithin());
        putFinite(node, "loss", column.loss());
        if (!column.settings().isEmpty()) {
            node.put("settings", column.settings());
        }
        if (column.kind() == EvaluationReport.Kind.POLICY) {
            node.put("refreshes", column.refreshes());
        }
        if (column.calibration() != null) {
            putFinite(node, "expected_calibration_error", column.calibration().expectedError());
            ArrayNode bins = node.putArray("calibration");
            for (Calibration.Bin bin : column.calibration().bins()) {
                ObjectNode entry = bins.addObject();
                entry.put("low", bin.low());
                entry.put("high", bin.high());
                entry.put("events", bin.rows());
                putFinite(entry, "mean_prediction", bin.meanPrediction());
                putFinite(entry, "mean_label", bin.meanLabel());
            }
        }
    }

    private static void putColdStart(ArrayNode buckets, ColdStart coldStart) {
        for (ColdStart.Bucket bucket : coldStart.buckets()) {
            ObjectNode node = buckets.addObject();
            node.put("interactions_seen", bucket.title());
            node.put("events", bucket.events());
            node.put("members", bucket.members());
            putFinite(node, "positive_share", bucket.positiveShare());
            for (int c = 0; c < coldStart.columns().size(); c++) {
                ObjectNode score = node.putObject(coldStart.columns().get(c));
                putFinite(score, "auc", bucket.scores().get(c).auc());
                putFinite(score, "loss", bucket.scores().get(c).loss());
            }
        }
    }

    private static void putWhereItWins(ObjectNode node, WhereItWins wins) {
        for (WhereItWins.Grouping grouping : wins.groupings()) {
            ArrayNode groups = node.putArray(grouping.name());
            for (WhereItWins.Group group : grouping.groups()) {
                ObjectNode entry = groups.addObject();
                entry.put("group", group.title());
                entry.put("events", group.events());
                entry.put("members", group.members());
                putFinite(entry, "positive_share", group.positiveShare());
                for (int c = 0; c < wins.columns().size(); c++) {
                    ObjectNode score = entry.putObject(wins.columns().get(c));
                    putFinite(score, "auc", group.scores().get(c).auc());
                    putFinite(score, "auc_within_members", group.scores().get(c).aucWithin());
                }
            }
        }
    }

    private static void putEffects(ObjectNode node, SettingEffects effects) {
        node.put("events", effects.events());
        node.put("members", effects.members());
        node.put("all", effects.all());
        ArrayNode rows = node.putArray("rows");
        for (SettingEffects.Row row : effects.rows()) {
            ObjectNode entry = rows.addObject();
            entry.put("setting", row.setting());
            entry.put("value", row.value());
            putFinite(entry, "auc", row.auc());
            putFinite(entry, "loss", row.loss());
            putFinite(entry, "auc_difference", row.difference());
            putInterval(entry, "auc_difference_interval", row.interval());
        }
    }

    private static void putInterval(ObjectNode node, String name, Interval interval) {
        if (interval == null) {
            node.putNull(name);
        } else {
            node.putArray(name).add(rounded(interval.low())).add(rounded(interval.high()));
        }
    }

    /** JSON has no NaN: null. */
    private static void putFinite(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, rounded(value));
        } else {
            node.putNull(name);
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}

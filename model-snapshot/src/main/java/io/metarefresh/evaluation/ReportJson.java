package io.metarefresh.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** The report as JSON, without the predictions. */
public final class ReportJson {
    private ReportJson() {}

    public static String of(EvaluationReport report) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("model_name", report.modelName());
        root.put("model_version", report.modelVersion());
        EvaluationReport.DataSummary summary = report.data();
        ObjectNode data = root.putObject("data");
        data.put("events", summary.events());
        data.put("events_before_split", summary.eventsBeforeSplit());
        data.put("events_predicted", report.labels().length);
        data.put("members_predicted", summary.predictedMembers());
        data.put("members_new", summary.newMembers());
        data.put("positive_share", rounded(summary.positiveShare()));
        data.put("split_time", summary.splitTime().toString());
        ArrayNode columns = root.putArray("results");
        for (EvaluationReport.Column column : report.columns()) {
            ObjectNode node = columns.addObject();
            node.put("name", column.name());
            node.put("title", column.title());
            node.put("kind", column.kind().name().toLowerCase(Locale.ROOT));
            putFinite(node, "auc", column.auc());
            putFinite(node, "auc_new_members", column.aucNewMembers());
            putFinite(node, "auc_known_members", column.aucKnownMembers());
            putFinite(node, "loss", column.loss());
            if (column.kind() == EvaluationReport.Kind.POLICY) {
                node.put("refreshes", column.refreshes());
            }
        }
        ArrayNode warnings = root.putArray("warnings");
        report.warnings().forEach(warnings::add);
        return root.toPrettyString() + "\n";
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

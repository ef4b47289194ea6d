package io.metarefresh.evaluation;

import java.time.Instant;
import java.util.List;

/**
 * What an evaluation found.
 *
 * @param modelName name of the snapshot's model
 * @param modelVersion its version
 * @param data what was evaluated on
 * @param columns policies from stale to fresh, then baselines
 * @param eventIndexes position in the data set of each predicted event
 * @param labels label of each predicted event
 * @param warnings what makes the figures doubtful; empty when nothing does
 */
public record EvaluationReport(
        String modelName,
        long modelVersion,
        DataSummary data,
        List<Column> columns,
        int[] eventIndexes,
        float[] labels,
        List<String> warnings) {

    /**
     * The data evaluated on.
     *
     * @param events all events
     * @param eventsBeforeSplit of them before the split
     * @param predictedMembers members with an event after the split
     * @param newMembers of them without any event before the split
     * @param positiveShare share of positive labels among the predicted
     * @param splitTime time of the first predicted event
     */
    public record DataSummary(
            int events,
            int eventsBeforeSplit,
            int predictedMembers,
            int newMembers,
            double positiveShare,
            Instant splitTime) {}

    /** What a column is. */
    public enum Kind {
        POLICY,
        BASELINE
    }

    /**
     * One way to predict.
     *
     * @param name short name, a column of the predictions file
     * @param title for people
     * @param kind policy or baseline
     * @param auc area under the curve over all predicted events; NaN where all labels are on one side
     * @param aucNewMembers the same over members without an event before the split
     * @param aucKnownMembers the same over the others
     * @param loss mean log loss (mean half squared error for a model of squared loss)
     * @param refreshes how many different embeddings the policy made; 0 for baselines
     * @param predictions one for each predicted event
     */
    public record Column(
            String name,
            String title,
            Kind kind,
            double auc,
            double aucNewMembers,
            double aucKnownMembers,
            double loss,
            long refreshes,
            float[] predictions) {}

    /** The column of that name. */
    public Column column(String name) {
        return columns.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no column '" + name + "' in the report"));
    }
}

package io.metarefresh.evaluation;

import io.metarefresh.prediction.Calibration;
import io.metarefresh.snapshot.InnerLoopSpec;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What an evaluation found.
 *
 * @param modelName name of the snapshot's model
 * @param modelVersion its version
 * @param innerLoop its inner loop's settings
 * @param settings of the evaluation
 * @param data what was evaluated on
 * @param columns policies from stale to fresh, then baselines, then those of the ranker's test
 * @param differences of the freshest policy to what it has to beat, of the un-adapted embedding to no personalisation, and of the ranker with
 *     the embedding to the ranker without
 * @param coldStart by the number of interactions seen of a member; null where the policies do not include
 *     {@link RefreshPolicy#EVERY_EVENT}
 * @param whereItWins by groups of events; null where {@code coldStart} is
 * @param effects of other inner-loop settings; null where not asked for
 * @param eventIndexes position in the data set of each predicted event
 * @param labels label of each predicted event
 * @param warnings what makes the figures doubtful; empty when nothing does
 * @param notes what was asked for and could not be had
 */
public record EvaluationReport(
        String modelName,
        long modelVersion,
        InnerLoopSpec innerLoop,
        EvaluationSettings settings,
        DataSummary data,
        List<Column> columns,
        List<Difference> differences,
        ColdStart coldStart,
        WhereItWins whereItWins,
        SettingEffects effects,
        int[] eventIndexes,
        float[] labels,
        List<String> warnings,
        List<String> notes) {

    /**
     * The data evaluated on. Where the model's entity is the item, read items for members and the other way round.
     *
     * @param events all events
     * @param eventsBeforeSplit of them before the split
     * @param members of all events
     * @param items of all events
     * @param predictedMembers members with an event after the split
     * @param newMembers of them without any event before the split
     * @param positiveShare share of positive labels among the predicted
     * @param firstTime time of the first event
     * @param splitTime time of the first predicted event
     * @param lastTime time of the last event
     */
    public record DataSummary(
            int events,
            int eventsBeforeSplit,
            int members,
            int items,
            int predictedMembers,
            int newMembers,
            double positiveShare,
            Instant firstTime,
            Instant splitTime,
            Instant lastTime) {}

    /** What a column is. */
    public enum Kind {
        POLICY,
        BASELINE,
        /** Trees with or without what the snapshot says as further columns. */
        RANKER
    }

    /**
     * One way to predict.
     *
     * @param name short name, a column of the predictions file
     * @param title for people
     * @param kind policy, baseline or ranker
     * @param auc area under the curve over all predicted events; NaN where all labels are on one side
     * @param interval of the AUC by member bootstrap; null without replicates
     * @param aucNewMembers the same over members without an event before the split
     * @param aucKnownMembers the same over the others
     * @param aucWithin inside each member that has labels on both sides, averaged with the number of its events as weight; NaN where there
     *     is none
     * @param loss mean log loss (mean half squared error for a model of squared loss)
     * @param calibration null for a model of squared loss
     * @param refreshes how many different embeddings the policy made; 0 for the others
     * @param settings that were chosen inside the training part, for people; empty where there were none to choose
     * @param predictions one for each predicted event
     */
    public record Column(
            String name,
            String title,
            Kind kind,
            double auc,
            Interval interval,
            double aucNewMembers,
            double aucKnownMembers,
            double aucWithin,
            double loss,
            Calibration calibration,
            long refreshes,
            String settings,
            float[] predictions) {}

    /** The column of that name. */
    public Column column(String name) {
        return columns.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no column '" + name + "' in the report"));
    }

    /** The baseline of greatest AUC: chosen on the predicted events themselves, so in the baselines' favour. Empty without baselines. */
    public Optional<Column> bestYardstick() {
        return bestYardstick(columns);
    }

    static Optional<Column> bestYardstick(List<Column> columns) {
        return columns.stream()
                .filter(c -> c.kind() == Kind.BASELINE && !Double.isNaN(c.auc()))
                .max(Comparator.comparingDouble(Column::auc));
    }

    /** Whether there is a column of that name. */
    public boolean has(String name) {
        return columns.stream().anyMatch(c -> c.name().equals(name));
    }
}

package io.metarefresh.evaluation;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.Profiles;
import io.metarefresh.evaluation.EvaluationReport.Column;
import io.metarefresh.evaluation.EvaluationReport.DataSummary;
import io.metarefresh.evaluation.EvaluationReport.Kind;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.prediction.PredictionMetrics;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.training.BaselineNetwork;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The protocol of the staleness curve: split the events in time, take a snapshot trained on the first part, then predict every later
 * event before it joins the support set, with the embedding that each refresh policy would have had at that moment. Profiles are as they
 * were before the event, under every policy and for the baselines alike.
 */
public final class Evaluation {
    /** Column and what it is compared with: the targets of the design. */
    private static final String[][] COMPARED = {
        {"event", "running_means"}, {"event", "daily"}, {"event", "static_id"}, {"never", "no_personalisation"}
    };

    private final Snapshot snapshot;
    private final EvaluationSettings settings;
    private final EvaluationListener listener;
    private final PredictedEvents events;

    private Evaluation(Snapshot snapshot, Dataset data, EvaluationSettings settings, EvaluationListener listener) {
        this.snapshot = snapshot;
        this.settings = settings;
        this.listener = listener;
        this.events = new PredictedEvents(data, snapshot.manifest(), settings);
    }

    /**
     * Evaluates a snapshot. It must have been trained on nothing after the split; where its manifest says otherwise the report warns.
     *
     * @param data all events, before and after the split, in time order
     */
    public static EvaluationReport run(
            Snapshot snapshot, Dataset data, EvaluationSettings settings, EvaluationListener listener) {
        return new Evaluation(snapshot, data, settings, listener).report();
    }

    private EvaluationReport report() {
        List<Predicted> predicted = new ArrayList<>();
        PolicyReplay replay = new PolicyReplay(snapshot, events, entity -> true, listener);
        for (PolicyReplay.Predictions result : replay.run(settings.policies())) {
            RefreshPolicy policy = result.policy();
            predicted.add(
                    new Predicted(policy.name(), policy.title(), Kind.POLICY, result.refreshes(), result.values()));
        }
        if (settings.baselines()) {
            predicted.addAll(baselines());
        }
        MemberBootstrap bootstrap = new MemberBootstrap(
                predicted.stream().map(Predicted::values).toList(),
                events.labels,
                events.metrics.threshold(),
                events.entity,
                settings.bootstrapReplicates(),
                settings.seed());
        List<Column> columns = new ArrayList<>();
        for (int c = 0; c < predicted.size(); c++) {
            columns.add(column(predicted.get(c), bootstrap.ofColumn(c)));
        }
        SettingEffects effects =
                settings.effects() ? new SettingEffectsReplay(snapshot, events, settings, listener).run() : null;
        DataSummary summary = summary();
        return new EvaluationReport(
                snapshot.manifest().modelName(),
                snapshot.manifest().modelVersion(),
                snapshot.manifest().innerLoop(),
                settings,
                summary,
                List.copyOf(columns),
                differences(columns, bootstrap),
                ColdStart.of(events, columns),
                effects,
                IntStream.range(events.split, events.all.size()).toArray(),
                events.labels,
                TrainingPeriod.warnings(snapshot.manifest(), summary.splitTime()));
    }

    private record Predicted(String name, String title, Kind kind, long refreshes, float[] values) {}

    private Column column(Predicted p, Interval interval) {
        return new Column(
                p.name(),
                p.title(),
                p.kind(),
                events.metrics.auc(p.values()),
                interval,
                events.metrics.auc(p.values(), i -> !events.known[i]),
                events.metrics.auc(p.values(), i -> events.known[i]),
                events.metrics.loss(p.values()),
                events.metrics.calibration(p.values()),
                p.refreshes(),
                p.values());
    }

    private static List<Difference> differences(List<Column> columns, MemberBootstrap bootstrap) {
        List<String> names = columns.stream().map(Column::name).toList();
        List<Difference> differences = new ArrayList<>();
        for (String[] pair : COMPARED) {
            int first = names.indexOf(pair[0]);
            int second = names.indexOf(pair[1]);
            if (first >= 0 && second >= 0) {
                differences.add(new Difference(
                        pair[0],
                        pair[1],
                        columns.get(first).auc() - columns.get(second).auc(),
                        bootstrap.ofDifference(first, second)));
            }
        }
        return differences;
    }

    private List<Predicted> baselines() {
        Profiles profiles = events.data.profiles();
        Dataset before = new Dataset(events.all.subList(0, events.split), profiles);
        List<Interaction> after = events.all.subList(events.split, events.all.size());
        List<Predicted> columns = new ArrayList<>();
        for (boolean ids : new boolean[] {false, true}) {
            String title = ids ? "static member-ID embedding (wide and deep)" : "no personalisation";
            BaselineNetwork network = BaselineNetwork.train(
                    before,
                    snapshot.manifest().entity(),
                    snapshot.manifest().innerLoop().loss(),
                    ids,
                    settings.seed(),
                    settings.threads(),
                    (pass, passes) -> listener.progressed(title, pass, passes));
            float[] predictions = network.predict(after, profiles);
            columns.add(new Predicted(ids ? "static_id" : "no_personalisation", title, Kind.BASELINE, 0, predictions));
        }
        columns.add(new Predicted(
                "running_means",
                "running mean of member + running mean of item",
                Kind.BASELINE,
                0,
                RunningMeans.predict(events.all, events.split)));
        return columns;
    }

    private DataSummary summary() {
        List<Interaction> all = events.all;
        int[] predicted = Arrays.stream(events.entity).distinct().toArray();
        int fresh = (int) Arrays.stream(predicted)
                .filter(entity -> events.histories.positions(entity)[0] >= events.split)
                .count();
        return new DataSummary(
                all.size(),
                events.split,
                distinct(Interaction::memberId),
                distinct(Interaction::itemId),
                predicted.length,
                fresh,
                events.metrics.positiveShare(PredictionMetrics.ALL),
                timeOf(0),
                timeOf(events.split),
                timeOf(all.size() - 1));
    }

    private Instant timeOf(int event) {
        return Instant.ofEpochMilli(events.all.get(event).eventTimeMillis());
    }

    private int distinct(Function<Interaction, String> id) {
        return (int) events.all.stream().map(id).distinct().count();
    }
}

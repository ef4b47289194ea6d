package io.metarefresh.evaluation;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.evaluation.EvaluationReport.Column;
import io.metarefresh.evaluation.EvaluationReport.DataSummary;
import io.metarefresh.evaluation.EvaluationReport.Kind;
import io.metarefresh.evaluation.yardstick.RankerTest;
import io.metarefresh.evaluation.yardstick.YardstickSettings;
import io.metarefresh.evaluation.yardstick.Yardsticks;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.prediction.PredictionMetrics;
import io.metarefresh.snapshot.Snapshot;
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
    /** Column and what it is compared with: the targets of the design. The freshest is compared with every yardstick besides. */
    private static final String[][] COMPARED = {
        {"event", "running_means"}, {"event", "daily"}, {"event", "static_id"}, {"never", "no_personalisation"}
    };

    private final Snapshot snapshot;
    private final EvaluationSettings settings;
    private final YardstickSettings yardsticks;
    private final EvaluationListener listener;
    private final PredictedEvents events;

    private Evaluation(
            Snapshot snapshot,
            Dataset data,
            EvaluationSettings settings,
            YardstickSettings yardsticks,
            EvaluationListener listener) {
        this.snapshot = snapshot;
        this.settings = settings;
        this.yardsticks = yardsticks;
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
        return run(
                snapshot,
                data,
                settings,
                settings.baselines() ? YardstickSettings.ALL : YardstickSettings.NONE,
                listener);
    }

    /** The same with those yardsticks, whatever the settings say of baselines. */
    public static EvaluationReport run(
            Snapshot snapshot,
            Dataset data,
            EvaluationSettings settings,
            YardstickSettings yardsticks,
            EvaluationListener listener) {
        return new Evaluation(snapshot, data, settings, yardsticks, listener).report();
    }

    private EvaluationReport report() {
        List<Predicted> predicted = new ArrayList<>();
        PolicyReplay replay = new PolicyReplay(snapshot, events, entity -> true, listener);
        for (PolicyReplay.Predictions result : replay.run(settings.policies())) {
            RefreshPolicy policy = result.policy();
            predicted.add(
                    new Predicted(policy.name(), policy.title(), Kind.POLICY, result.refreshes(), "", result.values()));
        }
        List<String> notes = new ArrayList<>();
        predicted.addAll(yardsticks(notes));
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
                EventGroups.of(events, columns),
                effects,
                IntStream.range(events.split, events.all.size()).toArray(),
                events.labels,
                TrainingPeriod.warnings(snapshot.manifest(), summary.splitTime()),
                notes);
    }

    private record Predicted(String name, String title, Kind kind, long refreshes, String settings, float[] values) {}

    private Column column(Predicted p, Interval interval) {
        return new Column(
                p.name(),
                p.title(),
                p.kind(),
                events.metrics.auc(p.values()),
                interval,
                events.metrics.auc(p.values(), i -> !events.known[i]),
                events.metrics.auc(p.values(), i -> events.known[i]),
                events.metrics.aucWithinEntities(p.values(), events.entity, PredictionMetrics.ALL),
                events.metrics.loss(p.values()),
                events.metrics.calibration(p.values()),
                p.refreshes(),
                p.settings(),
                p.values());
    }

    private static List<Difference> differences(List<Column> columns, MemberBootstrap bootstrap) {
        List<String> names = columns.stream().map(Column::name).toList();
        List<List<String>> pairs = new ArrayList<>();
        Arrays.stream(COMPARED).map(List::of).forEach(pairs::add);
        for (Column column : columns) {
            if (column.kind() == Kind.BASELINE) {
                pairs.add(List.of(RefreshPolicy.EVERY_EVENT.name(), column.name()));
            } else if (column.kind() == Kind.RANKER) {
                pairs.add(List.of(column.name(), RankerTest.WITHOUT));
            }
        }
        List<Difference> differences = new ArrayList<>();
        for (List<String> pair : pairs.stream().distinct().toList()) {
            int first = names.indexOf(pair.get(0));
            int second = names.indexOf(pair.get(1));
            if (first >= 0 && second >= 0 && first != second) {
                differences.add(new Difference(
                        pair.get(0),
                        pair.get(1),
                        columns.get(first).auc() - columns.get(second).auc(),
                        bootstrap.ofDifference(first, second)));
            }
        }
        return differences;
    }

    /** @param notes is given a line for each yardstick that could not be computed */
    private List<Predicted> yardsticks(List<String> notes) {
        Yardsticks all = new Yardsticks(
                events.data,
                events.split,
                snapshot.manifest().entity(),
                snapshot.manifest().innerLoop().loss(),
                settings.seed(),
                settings.threads(),
                listener::progressed);
        List<Predicted> columns = new ArrayList<>();
        Yardsticks.Outcomes outcomes = all.run(yardsticks.names());
        outcomes.outcomes()
                .forEach(o -> columns.add(new Predicted(
                        o.name().column(), o.name().title(), Kind.BASELINE, 0, o.settings(), o.values())));
        notes.addAll(outcomes.notes());
        if (yardsticks.ranker()) {
            RankerTest.Outcome ranker = new RankerTest(all, snapshot).run();
            ranker.columns()
                    .forEach(c ->
                            columns.add(new Predicted(c.name(), c.title(), Kind.RANKER, 0, c.settings(), c.values())));
            notes.addAll(ranker.notes());
        }
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

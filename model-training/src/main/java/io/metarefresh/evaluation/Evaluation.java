package io.metarefresh.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.evaluation.EvaluationReport.Column;
import io.metarefresh.evaluation.EvaluationReport.DataSummary;
import io.metarefresh.evaluation.EvaluationReport.Kind;
import io.metarefresh.evaluation.yardstick.RankerTest;
import io.metarefresh.evaluation.yardstick.YardstickSettings;
import io.metarefresh.evaluation.yardstick.Yardsticks;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.prediction.PredictionMetrics;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.OneLine;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.training.Histories;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;

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
    /** Columns that say nothing of their own about a member's first interactions. */
    private static final List<String> STALE = List.of("once", "daily", "hourly", "minute");
    /** Yardsticks of which the learning curve of a new member is shown, beside that of the best. */
    private static final List<String> COLD_START_YARDSTICKS =
            List.of("no_personalisation", "static_id", "running_means");

    private final Snapshot snapshot;
    private final EvaluationSettings settings;
    private final YardstickSettings yardsticks;
    private final EvaluationListener listener;
    private final Dataset data;
    private final List<Interaction> events;
    private final int split;
    private final Histories histories;
    private final Loss loss;
    private final float[] labels;
    private final boolean[] known;
    /** The entity of each predicted event. */
    private final int[] entityOfEvent;

    private final PredictionMetrics metrics;

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
        this.data = data;
        this.events = data.interactions();
        this.split = settings.eventsBeforeSplit(events.size());
        if (split == 0 || split == events.size()) {
            throw new IllegalArgumentException(
                    events.size() + " events are too few to split at " + settings.trainShare());
        }
        this.histories = new Histories(events, snapshot.manifest().entity());
        this.loss = snapshot.manifest().innerLoop().loss();
        this.labels = new float[events.size() - split];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = events.get(split + i).label();
        }
        this.known = new boolean[labels.length];
        this.entityOfEvent = new int[labels.length];
        for (int entity = 0; entity < histories.entities(); entity++) {
            int[] positions = histories.positions(entity);
            for (int position : positions) {
                if (position >= split) {
                    known[position - split] = positions[0] < split;
                    entityOfEvent[position - split] = entity;
                }
            }
        }
        this.metrics = new PredictionMetrics(labels, loss);
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
        List<String> warnings = warnings();
        List<Predicted> predicted = new ArrayList<>();
        PolicyReplay replay = new PolicyReplay(snapshot, data, histories, split, entity -> true, listener);
        for (PolicyReplay.Predictions result : replay.run(settings.policies())) {
            RefreshPolicy policy = result.policy();
            predicted.add(
                    new Predicted(policy.name(), policy.title(), Kind.POLICY, result.refreshes(), "", result.values()));
        }
        List<String> notes = new ArrayList<>();
        predicted.addAll(yardsticks(notes));
        MemberBootstrap bootstrap = new MemberBootstrap(
                predicted.stream().map(Predicted::values).toList(),
                labels,
                metrics.threshold(),
                entityOfEvent,
                settings.bootstrapReplicates(),
                settings.seed());
        List<Column> columns = new ArrayList<>();
        for (int c = 0; c < predicted.size(); c++) {
            columns.add(column(predicted.get(c), bootstrap.ofColumn(c)));
        }
        SettingEffects effects = settings.effects()
                ? new SettingEffectsReplay(
                                snapshot, data, histories, split, metrics, labels, entityOfEvent, settings, listener)
                        .run()
                : null;
        return new EvaluationReport(
                snapshot.manifest().modelName(),
                snapshot.manifest().modelVersion(),
                snapshot.manifest().innerLoop(),
                settings,
                summary(),
                List.copyOf(columns),
                differences(columns, bootstrap),
                coldStart(columns),
                whereItWins(columns),
                effects,
                java.util.stream.IntStream.range(split, events.size()).toArray(),
                labels,
                warnings,
                notes);
    }

    private record Predicted(String name, String title, Kind kind, long refreshes, String settings, float[] values) {}

    private Column column(Predicted p, Interval interval) {
        return new Column(
                p.name(),
                p.title(),
                p.kind(),
                metrics.auc(p.values(), PredictionMetrics.ALL),
                interval,
                metrics.auc(p.values(), i -> !known[i]),
                metrics.auc(p.values(), i -> known[i]),
                metrics.aucWithinEntities(p.values(), entityOfEvent, PredictionMetrics.ALL),
                metrics.loss(p.values(), PredictionMetrics.ALL),
                metrics.calibration(p.values()),
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

    /** Null where the freshest embeddings are not among the columns. */
    private WhereItWins whereItWins(List<Column> columns) {
        if (columns.stream().noneMatch(c -> c.name().equals(RefreshPolicy.EVERY_EVENT.name()))) {
            return null;
        }
        List<String> policies = List.of(RefreshPolicy.EVERY_EVENT.name(), RefreshPolicy.NEVER.name());
        String best = EvaluationReport.bestYardstick(columns).map(Column::name).orElse("");
        List<Column> compared = columns.stream()
                .filter(c -> policies.contains(c.name()) || c.name().equals(best))
                .toList();
        return new EventGroups(metrics, compared, entityOfEvent).of(histories, split, known);
    }

    private ColdStart coldStart(List<Column> columns) {
        String best = EvaluationReport.bestYardstick(columns).map(Column::name).orElse("");
        List<Column> compared = columns.stream()
                .filter(c -> c.kind() == Kind.POLICY
                        ? !STALE.contains(c.name())
                        : COLD_START_YARDSTICKS.contains(c.name()) || c.name().equals(best))
                .toList();
        if (compared.stream().noneMatch(c -> c.name().equals(RefreshPolicy.EVERY_EVENT.name()))) {
            return null;
        }
        int[] bucketOfEvent = Arrays.stream(EventGroups.rowsSeen(histories, split))
                .map(ColdStart::bucketOf)
                .toArray();
        List<ColdStart.Bucket> buckets = new ArrayList<>();
        for (int bucket = 0; bucket < ColdStart.STARTS.length; bucket++) {
            int own = bucket;
            IntPredicate inBucket = i -> bucketOfEvent[i] == own;
            int[] rows = java.util.stream.IntStream.range(0, labels.length)
                    .filter(inBucket)
                    .toArray();
            if (rows.length > 0) {
                buckets.add(new ColdStart.Bucket(
                        ColdStart.title(bucket),
                        rows.length,
                        (int) Arrays.stream(rows)
                                .map(i -> entityOfEvent[i])
                                .distinct()
                                .count(),
                        metrics.positiveShare(inBucket),
                        compared.stream()
                                .map(c -> new ColdStart.Score(
                                        metrics.auc(c.predictions(), inBucket),
                                        metrics.loss(c.predictions(), inBucket)))
                                .toList()));
            }
        }
        return new ColdStart(compared.stream().map(Column::name).toList(), buckets);
    }

    /** @param notes is given a line for each yardstick that could not be computed */
    private List<Predicted> yardsticks(List<String> notes) {
        Yardsticks all = new Yardsticks(
                data,
                split,
                snapshot.manifest().entity(),
                loss,
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
        int predicted = 0;
        int fresh = 0;
        for (int entity = 0; entity < histories.entities(); entity++) {
            int[] positions = histories.positions(entity);
            if (positions[positions.length - 1] >= split) {
                predicted++;
                fresh += positions[0] >= split ? 1 : 0;
            }
        }
        return new DataSummary(
                events.size(),
                split,
                distinct(Interaction::memberId),
                distinct(Interaction::itemId),
                predicted,
                fresh,
                metrics.positiveShare(PredictionMetrics.ALL),
                Instant.ofEpochMilli(events.get(0).eventTimeMillis()),
                Instant.ofEpochMilli(events.get(split).eventTimeMillis()),
                Instant.ofEpochMilli(events.get(events.size() - 1).eventTimeMillis()));
    }

    private int distinct(Function<Interaction, String> id) {
        return (int) events.stream().map(id).distinct().count();
    }

    /** Whether the snapshot may have seen what it is to predict. What it says of its training is free text of whoever made it. */
    private List<String> warnings() {
        JsonNode training = snapshot.manifest().training();
        JsonNode last = training == null ? null : training.path("data").get("last_event");
        Instant splitTime = Instant.ofEpochMilli(events.get(split).eventTimeMillis());
        String unknown = ": whether it was trained on events after the split at " + splitTime + " is unknown";
        if (last == null || last.isNull()) {
            return List.of("the snapshot does not say until when it was trained (training.data.last_event)" + unknown);
        }
        Instant until;
        try {
            until = Instant.parse(last.asText());
        } catch (DateTimeParseException e) {
            return List.of("the snapshot's training.data.last_event is " + OneLine.of(last.toString())
                    + ", which is not a time" + unknown);
        }
        return until.isAfter(splitTime)
                ? List.of("the snapshot was trained on events until " + until + ", after the split at " + splitTime
                        + ": its figures are flattered")
                : List.of();
    }
}

package io.metarefresh.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.evaluation.EvaluationReport.Column;
import io.metarefresh.evaluation.EvaluationReport.DataSummary;
import io.metarefresh.evaluation.EvaluationReport.Kind;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.training.AreaUnderCurve;
import io.metarefresh.training.BaselineNetwork;
import io.metarefresh.training.Histories;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The protocol of the staleness curve: split the events in time, take a snapshot trained on the first part, then predict every later
 * event before it joins the support set, with the embedding that each refresh policy would have had at that moment.
 */
public final class Evaluation {
    private final Snapshot snapshot;
    private final EvaluationSettings settings;
    private final EvaluationListener listener;
    private final Dataset data;
    private final List<Interaction> events;
    private final int split;
    private final Histories histories;
    private final Loss loss;
    private final float[] labels;
    private final boolean[] known;
    private final float threshold;

    private Evaluation(Snapshot snapshot, Dataset data, EvaluationSettings settings, EvaluationListener listener) {
        this.snapshot = snapshot;
        this.settings = settings;
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
        for (int entity = 0; entity < histories.entities(); entity++) {
            int[] positions = histories.positions(entity);
            for (int position : positions) {
                if (position >= split) {
                    known[position - split] = positions[0] < split;
                }
            }
        }
        this.threshold = threshold();
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
        List<Column> columns = new ArrayList<>();
        PolicyReplay replay = new PolicyReplay(snapshot, data, histories, split, listener);
        for (PolicyReplay.Predictions result : replay.run(settings.policies())) {
            RefreshPolicy policy = result.policy();
            columns.add(column(policy.name(), policy.title(), Kind.POLICY, result.refreshes(), result.values()));
        }
        if (settings.baselines()) {
            columns.addAll(baselines());
        }
        int[] indexes = new int[labels.length];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = split + i;
        }
        return new EvaluationReport(
                snapshot.manifest().modelName(),
                snapshot.manifest().modelVersion(),
                summary(),
                List.copyOf(columns),
                indexes,
                labels,
                warnings());
    }

    private List<Column> baselines() {
        Dataset before = new Dataset(events.subList(0, split), data.profiles());
        List<Interaction> after = events.subList(split, events.size());
        List<Column> columns = new ArrayList<>();
        for (boolean ids : new boolean[] {false, true}) {
            String title = ids ? "static member-ID embedding (wide and deep)" : "no personalisation";
            BaselineNetwork network = BaselineNetwork.train(
                    before,
                    snapshot.manifest().entity(),
                    loss,
                    ids,
                    settings.seed(),
                    settings.threads(),
                    (pass, passes) -> listener.progressed(title, pass, passes));
            float[] predictions = network.predict(after, data.profiles());
            columns.add(column(ids ? "static_id" : "no_personalisation", title, Kind.BASELINE, 0, predictions));
        }
        columns.add(column(
                "running_means",
                "running mean of member + running mean of item",
                Kind.BASELINE,
                0,
                RunningMeans.predict(events, split)));
        return columns;
    }

    private Column column(String name, String title, Kind kind, long refreshes, float[] predictions) {
        return new Column(
                name,
                title,
                kind,
                auc(predictions, null),
                auc(predictions, false),
                auc(predictions, true),
                meanLoss(predictions),
                refreshes,
                predictions);
    }

    /** Over all events, or those of known or of new members. */
    private double auc(float[] predictions, Boolean ofKnown) {
        int count = 0;
        double[] scores = new double[labels.length];
        float[] own = new float[labels.length];
        for (int i = 0; i < labels.length; i++) {
            if (ofKnown == null || known[i] == ofKnown) {
                scores[count] = predictions[i];
                own[count++] = labels[i];
            }
        }
        return AreaUnderCurve.of(
                java.util.Arrays.copyOf(scores, count), java.util.Arrays.copyOf(own, count), threshold);
    }

    private double meanLoss(float[] predictions) {
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            double p = predictions[i];
            double y = labels[i];
            if (loss == Loss.LOGISTIC) {
                p = Math.min(1 - 1e-6, Math.max(1e-6, p));
                sum -= y * Math.log(p) + (1 - y) * Math.log(1 - p);
            } else {
                sum += 0.5 * (p - y) * (p - y);
            }
        }
        return sum / labels.length;
    }

    /** Labels in [0, 1] count as positive from a half on; others above the middle of their range. */
    private float threshold() {
        if (loss == Loss.LOGISTIC) {
            return 0.5f;
        }
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float label : labels) {
            least = Math.min(least, label);
            most = Math.max(most, label);
        }
        return (least + most) / 2;
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
        int positive = 0;
        for (float label : labels) {
            positive += label > threshold ? 1 : 0;
        }
        return new DataSummary(
                events.size(),
                split,
                predicted,
                fresh,
                (double) positive / labels.length,
                Instant.ofEpochMilli(events.get(split).eventTimeMillis()));
    }

    private List<String> warnings() {
        JsonNode training = snapshot.manifest().training();
        JsonNode last = training == null ? null : training.path("data").path("last_event");
        Instant splitTime = Instant.ofEpochMilli(events.get(split).eventTimeMillis());
        if (last != null && last.isTextual() && Instant.parse(last.asText()).isAfter(splitTime)) {
            return List.of("the snapshot was trained on events until " + last.asText() + ", after the split at "
                    + splitTime + ": its figures are flattered");
        }
        return List.of();
    }
}

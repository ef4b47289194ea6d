package io.metarefresh.dashboard;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.prediction.AreaUnderCurve;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What the published embeddings predict better than un-adapted ones. Every interaction is predicted with the embedding that readers held when
 * it was written, and with the un-adapted one of the same entity (test-then-train). The job's {@code LiveLift} measures something else: what
 * adapting to all rows before an interaction is worth, whether or not that embedding was published.
 *
 * <p>The areas under the curve are those of the newest {@value #KEPT} predictions. Interactions before which no embedding of the entity was
 * seen are left out. So are those after the first {@value #PER_SECOND} of a second, because a prediction costs more than reading a record.
 */
final class PublishedLift implements AutoCloseable {
    static final int KEPT = 5000;
    /** How long an interaction waits. The topics are read side by side, and embeddings written before it are read by then. */
    static final long WAIT_MILLIS = 2000;

    /** Interactions predicted of each second at most. */
    static final int PER_SECOND = 500;

    private static final int WAITING = 50_000;

    private Predictor predictor;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Deque<Prediction> predictions = new ArrayDeque<>();
    private final Deque<Areas> history = new ArrayDeque<>();
    private final CountsBySecond taken = new CountsBySecond();
    private long total;
    private long leftOut;
    private long notSampled;

    private record Waiting(EntityHistory entity, Interaction interaction, long writtenAtMillis, long readAtMillis) {}

    private record Prediction(float published, float unadapted, float label) {}

    /** @param published area under the curve; NaN while all labels are on one side */
    record Areas(long atMillis, double published, double unadapted) {}

    PublishedLift(Predictor predictor) {
        this.predictor = predictor;
    }

    /** Why there can be no prediction of it, in one line; null where there can. */
    String violation(Interaction interaction) {
        return predictor.violation(interaction);
    }

    /** The same of an entity's profile. */
    String violation(String entityId, Features profile) {
        return predictor.violation(entityId, profile);
    }

    void interaction(EntityHistory entity, Interaction interaction, long writtenAtMillis, long nowMillis) {
        if (taken.in(writtenAtMillis) >= PER_SECOND) {
            notSampled++;
            return;
        }
        taken.add(writtenAtMillis);
        waiting.addLast(new Waiting(entity, interaction, writtenAtMillis, nowMillis));
        if (waiting.size() > WAITING) {
            waiting.removeFirst();
            leftOut++;
        }
    }

    /** Predicts what has waited long enough, and notes the areas once a second. */
    void advance(long nowMillis) {
        List<float[]> published = new ArrayList<>();
        List<float[]> unadapted = new ArrayList<>();
        List<Interaction> rows = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.peekFirst().readAtMillis() + WAIT_MILLIS <= nowMillis) {
            Waiting next = waiting.removeFirst();
            PublishedEmbedding held = next.entity().heldBefore(next.writtenAtMillis());
            float[] without = held == null || held.vector().length != predictor.dimension()
                    ? null
                    : predictor.unadapted(next.entity().id(), next.entity().profile());
            if (without == null) {
                leftOut++;
            } else {
                published.add(held.vector());
                unadapted.add(without);
                rows.add(next.interaction());
            }
        }
        if (!rows.isEmpty()) {
            float[] with = predictor.predict(published, rows);
            float[] without = predictor.predict(unadapted, rows);
            for (int i = 0; i < with.length; i++) {
                predictions.addLast(
                        new Prediction(with[i], without[i], rows.get(i).label()));
            }
            total += with.length;
            while (predictions.size() > KEPT) {
                predictions.removeFirst();
            }
        }
        if (history.isEmpty() || nowMillis - history.peekLast().atMillis() >= 1000) {
            history.addLast(areas(nowMillis));
            if (history.size() > CountsBySecond.KEPT) {
                history.removeFirst();
            }
        }
    }

    private Areas areas(long nowMillis) {
        int count = predictions.size();
        double[] published = new double[count];
        double[] unadapted = new double[count];
        float[] labels = new float[count];
        double sum = 0;
        int at = 0;
        for (Prediction prediction : predictions) {
            published[at] = prediction.published();
            unadapted[at] = prediction.unadapted();
            labels[at++] = prediction.label();
            sum += prediction.label();
        }
        float threshold = predictor.logistic() ? 0.5f : (float) (sum / Math.max(1, count));
        return new Areas(
                nowMillis,
                AreaUnderCurve.of(published, labels, threshold),
                AreaUnderCurve.of(unadapted, labels, threshold));
    }

    /** One a second, oldest first. */
    Iterable<Areas> history() {
        return history;
    }

    /** Predictions in the present areas. */
    int count() {
        return predictions.size();
    }

    long total() {
        return total;
    }

    /** Interactions before which no embedding was seen. */
    long leftOut() {
        return leftOut;
    }

    /** Interactions beyond those that are predicted of each second. */
    long notSampled() {
        return notSampled;
    }

    /** Of the snapshot that predicts. */
    long modelVersion() {
        return predictor.modelVersion();
    }

    /** Predicts with another one from now on; what was predicted stays. Returns the one before, which is not closed. */
    Predictor predictWith(Predictor next) {
        Predictor before = predictor;
        predictor = next;
        return before;
    }

    @Override
    public void close() {
        predictor.close();
    }
}

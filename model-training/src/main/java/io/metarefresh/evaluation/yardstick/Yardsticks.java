package io.metarefresh.evaluation.yardstick;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.evaluation.yardstick.Yardstick.Prediction;
import io.metarefresh.evaluation.yardstick.Yardstick.Progress;
import io.metarefresh.evaluation.yardstick.Yardstick.UnavailableException;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Loss;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Computes yardsticks on the events after a split. */
public class Yardsticks {
    private final YardstickEvents events;
    private final Listener listener;
    private final Map<YardstickName, Prediction> done = new EnumMap<>(YardstickName.class);
    private final Map<YardstickName, UnavailableException> failed = new EnumMap<>(YardstickName.class);

    /** Is told how far the yardsticks are. */
    @FunctionalInterface
    public interface Listener {
        void progressed(String stage, long done, long total);
    }

    /**
     * What one yardstick predicts.
     *
     * @param name which
     * @param values one for each event after the split: a probability, or a label under the squared loss
     * @param settings that were chosen inside the training part, for people; empty where there were none to choose
     */
    public record Outcome(YardstickName name, float[] values, String settings) {}

    /**
     * What came of it.
     *
     * @param outcomes in the order of {@link YardstickName}
     * @param notes a line for each yardstick that could not be computed, which says why
     */
    public record Outcomes(List<Outcome> outcomes, List<String> notes) {}

    /**
     * @param data all events, in time order
     * @param split events of the training part
     * @param entity whose embeddings are adapted
     * @param loss of the model that is compared
     * @param seed of every random choice
     * @param threads threads; no result depends on their number
     */
    public Yardsticks(
            Dataset data, int split, EntityKind entity, Loss loss, long seed, int threads, Listener listener) {
        this.events = new YardstickEvents(data, split, entity, loss, seed, threads);
        this.listener = listener;
    }

    /** Computes those. Parts of a blend are computed whether they are named or not. */
    public final Outcomes run(Set<YardstickName> names) {
        List<Outcome> outcomes = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (YardstickName name : YardstickName.values()) {
            if (names.contains(name)) {
                try {
                    Prediction prediction = once(name);
                    outcomes.add(new Outcome(name, prediction.values(), prediction.settings()));
                } catch (UnavailableException e) {
                    notes.add(name.column() + " is left out: " + e.getMessage());
                }
            }
        }
        return new Outcomes(outcomes, notes);
    }

    final YardstickEvents events() {
        return events;
    }

    final void progressed(String stage, long count, long total) {
        listener.progressed(stage, count, total);
    }

    private Prediction once(YardstickName name) throws UnavailableException {
        if (failed.containsKey(name)) {
            throw failed.get(name);
        }
        if (!done.containsKey(name)) {
            try {
                done.put(name, yardstick(name).predict(events, progress(name.title())));
            } catch (UnavailableException e) {
                failed.put(name, e);
                throw e;
            }
        }
        return done.get(name);
    }

    private Progress progress(String stage) {
        return (count, total) -> listener.progressed(stage, count, total);
    }

    /** For tests: one that is missing here can stand in. */
    Yardstick yardstick(YardstickName name) {
        return switch (name) {
            case NO_PERSONALISATION -> new StaticNetwork(false);
            case STATIC_ID -> new StaticNetwork(true);
            case RUNNING_MEANS -> new RunningMeans();
            case ONLINE_BIASES -> new OnlineBiases();
            case ONLINE_FACTORISATION -> new OnlineFactorisation();
            case LOGISTIC_REGRESSION -> new LogisticRegression();
            case BOOSTED_TREES -> new BoostedTrees();
            case BLEND -> new Blend(
                    (same, progress) -> once(YardstickName.BOOSTED_TREES),
                    (same, progress) -> once(YardstickName.ONLINE_FACTORISATION));
        };
    }
}

package io.metarefresh.evaluation.yardstick;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.evaluation.yardstick.Yardstick.Prediction;
import io.metarefresh.evaluation.yardstick.Yardstick.UnavailableException;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.training.MetaTrainer;
import io.metarefresh.training.ProgressListener;
import io.metarefresh.training.TrainingSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What the embedding adds to a ranker that has everything else: boosted trees with and without our prediction and our vector as further
 * columns. For the trees' training part these must be out of sample. So snapshots are trained on the first 3, 4, 5 and 6 sevenths of it in
 * turn, and each predicts the block that follows; the snapshot itself predicts the events after the split. The trees learn from the first
 * predicted block on. Every training makes an embedding space of its own: vectors are mapped into that of the first snapshot, by the events
 * that all of them were trained on.
 */
public final class RankerTest {
    /** The column of the trees without anything of ours. */
    public static final String WITHOUT = "ranker_trees";

    private static final int SEVENTHS = 7;
    private static final int FIRST_SEVENTHS = 3;
    /** Events whose vectors align two spaces, at most. */
    private static final int ALIGNED_EVENTS = 4096;

    private final Yardsticks yardsticks;
    private final YardstickEvents events;
    private final Snapshot snapshot;
    private final Function<Dataset, Snapshot> trainer;

    /**
     * One column of the test.
     *
     * @param name stable, for files
     * @param title for people
     * @param values one prediction for each event after the split
     * @param settings of the trees, chosen inside the training part
     */
    public record Column(String name, String title, float[] values, String settings) {}

    /**
     * What came of it.
     *
     * @param columns four, or none where there are no trees
     * @param notes why there are none
     */
    public record Outcome(List<Column> columns, List<String> notes) {}

    /** @param snapshot trained on the events before the split */
    public RankerTest(Yardsticks yardsticks, Snapshot snapshot) {
        this(
                yardsticks,
                snapshot,
                first -> MetaTrainer.train(
                        first, settings(snapshot.manifest(), yardsticks.events()), ProgressListener.SILENT));
    }

    /** @param trainer makes a snapshot of a first part of the events */
    RankerTest(Yardsticks yardsticks, Snapshot snapshot, Function<Dataset, Snapshot> trainer) {
        this.yardsticks = yardsticks;
        this.events = yardsticks.events();
        this.snapshot = snapshot;
        this.trainer = trainer;
    }

    private static TrainingSettings settings(Manifest manifest, YardstickEvents events) {
        return TrainingSettings.defaults(manifest.modelName(), Instant.EPOCH).toBuilder()
                .entity(manifest.entity())
                .innerLoop(manifest.innerLoop())
                .loss(events.loss())
                .seed(events.seed())
                .threads(events.threads())
                .build();
    }

    /** Trains the snapshots, replays them and grows the trees. */
    public Outcome run() {
        int[] cuts = IntStream.rangeClosed(FIRST_SEVENTHS, SEVENTHS)
                .map(s -> (int) ((long) events.split() * s / SEVENTHS))
                .toArray();
        if (cuts[0] == 0) {
            return new Outcome(List.of(), List.of("the ranker's test is left out: too few events"));
        }
        float[] logits = missing(1);
        float[] vectors = replay(cuts, logits);
        List<String> vectorNames = IntStream.rangeClosed(1, vectors.length / events.size())
                .mapToObj(i -> "vector." + i)
                .toList();
        FeatureTable plain = events.table();
        FeatureTable predicted = plain.with(List.of("prediction"), logits);
        List<Column> columns = new ArrayList<>();
        try {
            columns.add(trees(WITHOUT, "trees without the embedding", plain, cuts[0]));
            columns.add(trees(WITHOUT + "_prediction", "trees with its prediction", predicted, cuts[0]));
            columns.add(trees(WITHOUT + "_vector", "trees with its vector", plain.with(vectorNames, vectors), cuts[0]));
            columns.add(trees(
                    WITHOUT + "_both",
                    "trees with prediction and vector",
                    predicted.with(vectorNames, vectors),
                    cuts[0]));
        } catch (UnavailableException e) {
            return new Outcome(List.of(), List.of("the ranker's test is left out: " + e.getMessage()));
        }
        return new Outcome(columns, List.of());
    }

    private float[] missing(int width) {
        float[] values = new float[Math.multiplyExact(events.size(), width)];
        Arrays.fill(values, Float.NaN);
        return values;
    }

    /** Fills in the logits from the first cut on, and returns the vectors of all events, row by row. */
    private float[] replay(int[] cuts, float[] logits) {
        AdaptedEvents adapted = new AdaptedEvents(events.data(), events.entity());
        int sample = Math.max(0, cuts[0] - ALIGNED_EVENTS);
        List<float[]> firstSpace = new ArrayList<>();
        float[] vectors = new float[0];
        for (int c = 0; c < cuts.length; c++) {
            boolean last = c == cuts.length - 1;
            int until = last ? events.size() : cuts[c + 1];
            yardsticks.progressed("ranker's test: snapshots of first parts", c, cuts.length);
            Snapshot own = last ? snapshot : trainer.apply(before(cuts[c]));
            List<float[]> ownSpace = new ArrayList<>();
            adapted.replay(own, sample, cuts[0], (event, prediction, vector) -> ownSpace.add(vector));
            if (c == 0) {
                firstSpace.addAll(ownSpace);
                vectors = missing(own.manifest().embeddingDimension());
            }
            float[] all = vectors;
            VectorAlignment alignment = VectorAlignment.between(ownSpace, firstSpace);
            adapted.replay(own, cuts[c], until, (event, prediction, vector) -> {
                logits[event] = events.loss() == Loss.LOGISTIC ? (float) Blend.logit(prediction) : prediction;
                float[] aligned = alignment.map(vector);
                System.arraycopy(aligned, 0, all, event * aligned.length, aligned.length);
            });
        }
        yardsticks.progressed("ranker's test: snapshots of first parts", cuts.length, cuts.length);
        return vectors;
    }

    private Dataset before(int cut) {
        Dataset all = events.data();
        List<Interaction> first = all.interactions().subList(0, cut);
        return new Dataset(first, all.profiles().until(first.get(cut - 1).eventTimeMillis()));
    }

    private Column trees(String name, String title, FeatureTable table, int first) throws UnavailableException {
        Prediction prediction = BoostedTrees.predict(
                table, events, first, (done, total) -> yardsticks.progressed("ranker's test: " + title, done, total));
        return new Column(name, title, prediction.values(), prediction.settings());
    }
}

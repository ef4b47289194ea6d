package io.metarefresh.training;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.Profiles;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.OwnField;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What meta-learning is measured against: the same features and the same global network, trained in the ordinary way. Without ids it
 * knows nothing of the entity but its profile; with ids it is the wide-and-deep kind: a learned static embedding for every entity seen in
 * training in the place of the meta embedding, and a wide part of one learned number per entity and per item. How many passes it
 * takes is chosen on later time, in its favour; everything else is one fixed setting. With ids it is then trained anew on all of the
 * data, so that every entity in it has an embedding of its own; without, no entity is unknown to it, and a second training only loses
 * ({@code docs/quality.md}).
 */
public final class BaselineNetwork {
    private static final int MAX_PASSES = 30;
    private static final int PATIENCE = 4;
    private static final int MAX_BATCH_ROWS = 1024;
    private static final int MIN_BATCH_ROWS = 64;
    private static final int BATCHES_PER_PASS = 64;
    private static final double TABLE_DROPOUT = 0.5;
    private static final double TABLE_WEIGHT_DECAY = 1e-3;
    private static final double LEARNING_RATE = 2e-3;
    private static final double LATER_TIME = 0.15;

    /** Is told after every pass. */
    @FunctionalInterface
    public interface PassListener {
        void passed(int pass, int maxPasses);
    }

    private final EntityKind kind;
    private final OuterLoopSettings outer;
    private final MetaModel model;
    private final FeatureColumns entityIds;
    /** Null without ids. */
    private final Parameter entityTable;

    private final Parameter entityWide;
    private final Parameter otherWide;

    private BaselineNetwork(
            Dataset data, Histories histories, int[] rows, EntityKind kind, Loss loss, boolean ids, long seed) {
        this.kind = kind;
        this.outer = OuterLoopSettings.thorough();
        SplittableRandom random = new SplittableRandom(seed);
        List<FeatureRow> contexts = TrainingData.select(histories.contextRows(), rows);
        List<FeatureRow> entities = TrainingData.select(
                entityRows(histories.interactions(), data.profiles().forEntities(kind)), rows);
        FeatureColumns contextColumns = FeatureColumns.derive(
                "context",
                OwnField.otherIdName(kind),
                contexts,
                outer.regularisation().minIdCount());
        FeatureColumns entityColumns = FeatureColumns.derive(
                "entity", null, entities, outer.regularisation().minIdCount());
        EncodedRows encodedContexts = contextColumns.encode(contexts);
        EncodedRows encodedEntities = entityColumns.encode(entities);
        int[] all = IntStream.range(0, rows.length).toArray();
        model = new MetaModel(
                ModelShape.twoBlocks(),
                new InnerLoopSpec(0, loss, 0, null, 1, Duration.ofDays(1), null, null),
                new ModelInputs(
                        entityColumns,
                        contextColumns,
                        Standardisation.of(encodedEntities, all),
                        Standardisation.of(encodedContexts, all),
                        1),
                Targets.of(histories.interactions(), rows, loss),
                outer,
                random);
        entityIds = FeatureColumns.derive(
                "id",
                "entity",
                entities.stream()
                        .map(r -> new FeatureRow(r.ownId(), Features.NONE))
                        .toList(),
                1);
        int size = entityIds.vocabularySize(0);
        entityTable = ids ? model.table("id", size, model.shape.embeddingDimension(), random) : null;
        entityWide = ids ? model.table("wide.entity", size, 1, random) : null;
        otherWide = ids ? model.table("wide.other", contextColumns.vocabularySize(0), 1, random) : null;
    }

    /**
     * Trains on all but the newest {@value #LATER_TIME} of the interactions and keeps the pass that is best on these; with ids then anew on
     * all of them, for as many passes.
     *
     * @param ids whether entities get a static embedding
     * @param listener is told of the passes of the choice, then of those of the training
     */
    public static BaselineNetwork train(
            Dataset data, EntityKind kind, Loss loss, boolean ids, long seed, int threads, PassListener listener) {
        Histories histories = new Histories(data.interactions(), kind);
        int size = data.interactions().size();
        int later = (int) (size * LATER_TIME);
        int passes = MAX_PASSES;
        if (later > 0) {
            int[] earlier = IntStream.range(0, size - later).toArray();
            BaselineNetwork chosen = new BaselineNetwork(data, histories, earlier, kind, loss, ids, seed);
            passes = chosen.fit(data, earlier, MAX_PASSES, seed, threads, listener);
            if (!ids) {
                return chosen;
            }
        }
        int[] all = IntStream.range(0, size).toArray();
        BaselineNetwork network = new BaselineNetwork(data, histories, all, kind, loss, ids, seed);
        network.fit(data, all, passes, seed, threads, listener);
        return network;
    }

    /**
     * Trains on those rows and keeps the best pass on the others; the last one where there are no others.
     *
     * @return the pass that is kept, from 1
     */
    private int fit(Dataset data, int[] rows, int maxPasses, long seed, int threads, PassListener listener) {
        List<Interaction> all = data.interactions();
        Inputs inputs = inputs(all, data.profiles());
        int[] validation = IntStream.range(rows.length, all.size()).toArray();
        AdamOptimizer optimizer = new AdamOptimizer(
                model.parameters(),
                Map.of(),
                TABLE_WEIGHT_DECAY,
                outer.optimizer().maxGradientNorm());
        BestParameters best = new BestParameters(model.parameters());
        SplittableRandom random = new SplittableRandom(seed + 1);
        int batchRows = Math.max(MIN_BATCH_ROWS, Math.min(MAX_BATCH_ROWS, rows.length / BATCHES_PER_PASS));
        long step = 0;
        try (TaskRunner runner = new TaskRunner(threads)) {
            for (int pass = 1; pass <= maxPasses && pass - best.pass() <= PATIENCE; pass++) {
                int[] order = TrainingSplit.shuffled(rows.length, random);
                for (int from = 0; from < order.length; from += batchRows) {
                    int[] batch = Arrays.copyOfRange(order, from, Math.min(order.length, from + batchRows));
                    trainOn(batch, all, inputs, runner, optimizer, seed, step++);
                }
                double loss = loss(validation, all, inputs);
                best.offer(pass, loss, loss);
                listener.passed(pass, maxPasses);
            }
        }
        best.restore();
        return best.pass();
    }

    private void trainOn(
            int[] batch,
            List<Interaction> all,
            Inputs inputs,
            TaskRunner runner,
            AdamOptimizer optimizer,
            long seed,
            long step) {
        runner.run((tape, shard) -> {
            tape.reset(true);
            int[] rows = TaskRunner.share(Arrays.stream(batch).boxed().toList(), shard).stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            if (rows.length > 0) {
                TableDropout dropout = new TableDropout(
                        TaskRunner.random(seed, step, shard),
                        TABLE_DROPOUT,
                        outer.regularisation().unknownIdShare());
                float[] labels = new float[rows.length];
                float[] scale = new float[rows.length];
                for (int i = 0; i < rows.length; i++) {
                    labels[i] = model.labelScale.scaled(all.get(rows[i]).label());
                    scale[i] = all.get(rows[i]).weight() / batch.length;
                }
                tape.backward(Losses.total(tape, scores(tape, inputs, rows, dropout), labels, scale, model.loss));
            }
            return rows.length;
        });
        runner.collectGradients(model.parameters());
        optimizer.step(LEARNING_RATE);
    }

    private double loss(int[] rows, List<Interaction> all, Inputs inputs) {
        if (rows.length == 0) {
            return Double.NaN;
        }
        float[] scores = scores(inputs, rows);
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            sum += model.loss.of(
                    scores[i], model.labelScale.scaled(all.get(rows[i]).label()));
        }
        return sum / rows.length;
    }

    /** Predictions for interactions, of members seen in training or not, with profiles as they were before: probabilities, or scores under the squared loss. */
    public float[] predict(List<Interaction> interactions, Profiles profiles) {
        int[] rows = IntStream.range(0, interactions.size()).toArray();
        float[] scores = scores(inputs(interactions, profiles), rows);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) model.loss.prediction(model.labelScale.unscaled(scores[i]));
        }
        return scores;
    }

    /** Encoded rows, one of each for each interaction. */
    private record Inputs(EncodedRows contexts, EncodedRows entities, EncodedRows ids) {}

    private Inputs inputs(List<Interaction> interactions, Profiles profiles) {
        EncodedRows contexts = model.contextColumns.encode(new Histories(interactions, kind).contextRows());
        model.contextStandard.apply(contexts);
        List<FeatureRow> entities = entityRows(interactions, profiles.forEntities(kind));
        return new Inputs(contexts, model.entityColumns.encode(entities), entityIds.encode(entities));
    }

    private float[] scores(Inputs inputs, int[] rows) {
        Tape tape = new Tape();
        float[] all = new float[rows.length];
        for (int from = 0; from < rows.length; from += MAX_BATCH_ROWS) {
            tape.reset(false);
            int[] batch = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + MAX_BATCH_ROWS));
            System.arraycopy(scores(tape, inputs, batch, null).value, 0, all, from, batch.length);
        }
        return all;
    }

    private Variable scores(Tape tape, Inputs inputs, int[] rows, TableDropout dropout) {
        ModelGraph graph = new ModelGraph(tape, model);
        int[] each = IntStream.range(0, rows.length).toArray();
        Variable embedding = graph.unadapted(graph.entityInput(inputs.entities(), rows, dropout));
        if (entityTable == null) {
            return graph.scores(embedding, graph.contextSide(inputs.contexts(), rows, dropout), each);
        }
        Variable own = graph.lookup(entityTable, inputs.ids(), 0, rows, dropout);
        Variable scores = graph.scores(
                Elementwise.addScaled(tape, embedding, own, 1f),
                graph.contextSide(inputs.contexts(), rows, dropout),
                each);
        scores = Elementwise.addScaled(tape, scores, graph.lookup(entityWide, inputs.ids(), 0, rows, null), 1f);
        return Elementwise.addScaled(tape, scores, graph.lookup(otherWide, inputs.contexts(), 0, rows, null), 1f);
    }

    private List<FeatureRow> entityRows(List<Interaction> interactions, Profiles profiles) {
        List<FeatureRow> rows = new ArrayList<>();
        for (Interaction interaction : interactions) {
            String id = kind.idOf(interaction);
            rows.add(new FeatureRow(id, profiles.before(id, interaction.eventTimeMillis())));
        }
        return rows;
    }
}

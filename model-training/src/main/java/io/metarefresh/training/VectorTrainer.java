package io.metarefresh.training;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.Profiles;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.OwnField;
import io.metarefresh.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Meta-trains a {@link VectorModel}: every event is a query with its own prefix as support set, exact second order through all steps.
 * The number of passes is chosen on the newest events of the data; then the model is trained anew on all of it. The same data, settings
 * and machine give the same snapshot, whatever the number of threads.
 */
final class VectorTrainer {
    private final Dataset data;
    private final TrainingSettings settings;
    private final VectorSettings own;
    private final ProgressListener listener;
    private final Histories histories;
    private final Loss loss;
    private final EntityRows entityRows;
    private final List<FeatureRow> contextRows;

    VectorTrainer(Dataset data, TrainingSettings settings, VectorSettings own, ProgressListener listener) {
        this.data = data;
        this.settings = settings;
        this.own = own;
        this.listener = listener;
        histories = new Histories(data.interactions(), settings.entity());
        if (data.interactions().isEmpty()) {
            throw new IllegalArgumentException("no interactions to train on");
        }
        loss = settings.loss() == null ? Labels.lossFor(histories.interactions()) : settings.loss();
        Labels.check(histories.interactions(), loss);
        contextRows = histories.contextRows();
        entityRows =
                new EntityRows(histories, settings.entity() == EntityKind.MEMBER ? data.profiles() : Profiles.NONE);
        FeatureColumns.refuseOwnIds(
                "context", contextRows, name -> OwnField.ofContext(name, settings.entity()) != OwnField.NONE);
        FeatureColumns.refuseOwnIds(
                "entity", entityRows.rows(), name -> OwnField.ofEntity(name, settings.entity()) != OwnField.NONE);
    }

    /** A model, its view of the data, and what trains it on the events before {@code cut}. */
    final class Run implements AutoCloseable {
        final VectorModel model;
        final VectorData view;
        final List<PrefixTask> tasks;
        final VectorShards shards;
        final VectorOptimizer optimizer;
        final ParameterAverage average;
        final SplittableRandom order;
        final long seed;
        long step;

        Run(int cut, long seed) {
            this.seed = seed;
            SplittableRandom random = new SplittableRandom(seed);
            int[] rows = IntStream.range(0, cut).toArray();
            FeatureColumns contextColumns = FeatureColumns.derive(
                    "context", histories.otherIdName(), contextRows.subList(0, cut), own.shape().minIdCount());
            int[] ends = positionsBefore(cut);
            int[] known = IntStream.range(0, histories.entities())
                    .filter(e -> ends[e] > 0)
                    .flatMap(e -> IntStream.rangeClosed(entityRows.row(e, 0), entityRows.row(e, ends[e] - 1)))
                    .toArray();
            FeatureColumns entityColumns = FeatureColumns.derive(
                    "entity",
                    null,
                    Arrays.stream(known).mapToObj(entityRows.rows()::get).toList(),
                    own.shape().minIdCount());
            EncodedRows contexts = contextColumns.encode(contextRows);
            EncodedRows entities = entityColumns.encode(entityRows.rows());
            Standardisation contextStandard = Standardisation.of(contexts, rows);
            contextStandard.apply(contexts);
            Standardisation entityStandard = Standardisation.of(entities, known);
            entityStandard.apply(entities);
            LabelScale scale = LabelScale.of(histories.interactions(), rows, loss);
            model = new VectorModel(
                    own,
                    settings.innerLoop().steps(),
                    settings.innerLoop().priorWeight(),
                    loss,
                    scale,
                    contextColumns,
                    contextStandard,
                    entityColumns,
                    entityStandard,
                    Labels.baseScore(histories.interactions(), rows, loss),
                    random.split());
            view = new VectorData(
                    histories,
                    contexts,
                    entityRows,
                    entities,
                    scale,
                    new SupportSetRules(
                            settings.innerLoop().supportMaxSize(),
                            settings.innerLoop().supportHorizon()));
            tasks = PrefixTask.cut(new int[histories.entities()], ends, own.tasks().queries());
            shards = new VectorShards(model, view, settings.threads());
            optimizer = new VectorOptimizer(model, own.optimizer());
            average = new ParameterAverage(model.parameters(), own.optimizer().averaging());
            order = random.split();
        }

        /** One pass over all tasks in random order; the mean loss. */
        double pass() {
            List<PrefixTask> shuffled = new ArrayList<>(tasks);
            for (int i = shuffled.size() - 1; i > 0; i--) {
                java.util.Collections.swap(shuffled, i, order.nextInt(i + 1));
            }
            double sum = 0;
            double total = 0;
            int first = 0;
            while (first < shuffled.size()) {
                int end = first;
                int queries = 0;
                while (end < shuffled.size() && queries < own.tasks().queriesOfBatch()) {
                    queries += shuffled.get(end++).queries();
                }
                List<PrefixTask> batch = shuffled.subList(first, end);
                double weight = batch.stream()
                        .flatMap(t -> histories.rows(t.entity()).subList(t.first(), t.end()).stream())
                        .mapToDouble(Interaction::weight)
                        .sum();
                if (weight > 0) {
                    sum += weight * shards.train(batch, weight, own.noise(), seed, step++);
                    total += weight;
                    optimizer.step();
                    average.update();
                }
                first = end;
            }
            return total == 0 ? 0 : sum / total * model.labelScale.square();
        }

        @Override
        public void close() {
            shards.close();
        }
    }

    private int[] positionsBefore(int cut) {
        int[] ends = new int[histories.entities()];
        for (int entity = 0; entity < ends.length; entity++) {
            int[] positions = histories.positions(entity);
            while (ends[entity] < positions.length && positions[ends[entity]] < cut) {
                ends[entity]++;
            }
        }
        return ends;
    }

    /**
     * Trains on all interactions of the data.
     *
     * @throws IllegalArgumentException before the first pass where the data cannot be trained on, or the result would not be a valid snapshot
     */
    Snapshot train() {
        int all = data.interactions().size();
        int cut = (int) Math.floor((1 - own.schedule().validationShare()) * all);
        List<TrainingProgress> curve = new ArrayList<>();
        int passes = choosePasses(cut, curve);
        try (Run run = new Run(all, settings.seed())) {
            for (int pass = 1; pass <= passes; pass++) {
                double trained = run.pass();
                listener.passed(new TrainingProgress(
                        "on all of it",
                        pass,
                        passes,
                        trained,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        pass,
                        Double.NaN,
                        own.optimizer().rate()));
            }
            run.average.swap();
            return VectorSnapshot.of(
                    run.model, settings, TrainingRecord.of(settings, histories, all, all - cut, curve, null));
        }
    }

    /** The pass with the least loss on the events from {@code cut} on, after training on those before. */
    private int choosePasses(int cut, List<TrainingProgress> curve) {
        if (cut == 0 || cut == data.interactions().size()) {
            return own.schedule().maxPasses();
        }
        int best = 1;
        double least = Double.POSITIVE_INFINITY;
        try (Run run = new Run(cut, settings.seed())) {
            List<PrefixTask> later = PrefixTask.cut(
                    positionsBefore(cut), positionsBefore(data.interactions().size()), own.tasks().queries());
            for (int pass = 1; pass <= own.schedule().maxPasses() && pass - best <= own.schedule().patience(); pass++) {
                double trained = run.pass();
                run.average.swap();
                VectorShards.Scores scores = run.shards.predict(later);
                run.average.swap();
                double validation = scores.loss(run.model, true);
                if (validation < least) {
                    least = validation;
                    best = pass;
                }
                TrainingProgress progress = new TrainingProgress(
                        "passes chosen on the newest " + Math.round(100 * own.schedule().validationShare()) + " %",
                        pass,
                        own.schedule().maxPasses(),
                        trained,
                        validation,
                        scores.auc(),
                        scores.loss(run.model, false),
                        best,
                        least,
                        own.optimizer().rate());
                curve.add(progress);
                listener.passed(progress);
            }
        }
        return best;
    }
}

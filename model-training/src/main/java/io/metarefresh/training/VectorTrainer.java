package io.metarefresh.training;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.OwnField;
import io.metarefresh.snapshot.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
        loss = Targets.lossFor(histories.interactions(), settings.loss());
        contextRows = histories.contextRows();
        entityRows = new EntityRows(histories, data.profiles().forEntities(settings.entity()));
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
                    "context",
                    OwnField.otherIdName(settings.entity()),
                    contextRows.subList(0, cut),
                    own.shape().minIdCount());
            int[] ends = positionsBefore(cut);
            int[] known = IntStream.range(0, histories.entities())
                    .filter(e -> ends[e] > 0)
                    .flatMap(e -> IntStream.rangeClosed(entityRows.row(e, 0), entityRows.row(e, ends[e] - 1)))
                    .toArray();
            FeatureColumns entityColumns = FeatureColumns.derive(
                    "entity",
                    null,
                    TrainingData.select(entityRows.rows(), known),
                    own.shape().minIdCount());
            EncodedRows contexts = contextColumns.encode(contextRows);
            EncodedRows entities = entityColumns.encode(entityRows.rows());
            Standardisation contextStandard = Standardisation.of(contexts, rows);
            contextStandard.apply(contexts);
            Standardisation entityStandard = Standardisation.of(entities, known);
            entityStandard.apply(entities);
            Targets targets = Targets.of(histories.interactions(), rows, loss);
            model = new VectorModel(
                    own,
                    settings.innerLoop(),
                    targets,
                    new ModelInputs(entityColumns, contextColumns, entityStandard, contextStandard, 0),
                    random.split());
            view = new VectorData(
                    histories,
                    contexts,
                    entityRows,
                    entities,
                    targets.scale(),
                    new SupportSetRules(
                            settings.innerLoop().supportMaxSize(),
                            settings.innerLoop().supportHorizon()));
            tasks = PrefixTask.cut(
                    new int[histories.entities()], ends, own.tasks().queries());
            shards = new VectorShards(model, view, settings.threads());
            optimizer = new VectorOptimizer(model, own.optimizer());
            average = new ParameterAverage(model.parameters(), own.optimizer().averaging());
            order = random.split();
        }

        /** Optimizer steps of a pass, about. */
        int batches() {
            int queries = tasks.stream().mapToInt(PrefixTask::queries).sum();
            return Math.max(1, queries / own.tasks().queriesOfBatch());
        }

        /** One pass over all tasks in random order; the mean loss. */
        double pass() {
            List<PrefixTask> shuffled = new ArrayList<>(tasks);
            for (int i = shuffled.size() - 1; i > 0; i--) {
                Collections.swap(shuffled, i, order.nextInt(i + 1));
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
        int chosen = cut == 0 || cut == all ? 0 : choosePasses(cut, curve);
        try (Run run = new Run(all, settings.seed())) {
            SnapshotExport.check(VectorSnapshot.manifest(run.model, settings, null));
            int passes = chosen > 0 ? chosen : own.schedule().maxPasses(run.batches());
            Deadline deadline = new Deadline(own.schedule().timeLimit());
            for (int pass = 1; pass <= passes && !deadline.passed(); pass++) {
                TrainingProgress progress =
                        progress("all of the data", pass, passes, run.pass(), null, pass, Double.NaN);
                listener.passed(progress);
                if (chosen == 0) {
                    curve.add(progress);
                }
            }
            run.average.swap();
            return VectorSnapshot.of(
                    run.model,
                    settings,
                    TrainingRecord.of(settings, histories, all, chosen == 0 ? 0 : all - cut, curve, null));
        }
    }

    /** The pass with the least loss on the events from {@code cut} on, after training on those before. */
    private int choosePasses(int cut, List<TrainingProgress> curve) {
        int best = 1;
        double least = Double.POSITIVE_INFINITY;
        try (Run run = new Run(cut, settings.seed())) {
            List<PrefixTask> later = PrefixTask.cut(
                    positionsBefore(cut),
                    positionsBefore(data.interactions().size()),
                    own.tasks().queries());
            int most = own.schedule().maxPasses(run.batches());
            int patience = own.schedule().patienceOf(most);
            Deadline deadline = new Deadline(own.schedule().timeLimit());
            for (int pass = 1; pass <= most && pass - best <= patience && !deadline.passed(); pass++) {
                double trained = run.pass();
                run.average.swap();
                VectorShards.Scores scores = run.shards.predict(later);
                run.average.swap();
                double validation = scores.loss(run.model, true);
                if (validation < least) {
                    least = validation;
                    best = pass;
                }
                TrainingProgress progress =
                        progress("number of passes", pass, most, trained, scores.validation(run.model), best, least);
                curve.add(progress);
                listener.passed(progress);
            }
        }
        return best;
    }

    private TrainingProgress progress(
            String name, int pass, int passes, double trained, Validation validation, int best, double least) {
        return new TrainingProgress(
                name,
                pass,
                passes,
                trained,
                validation == null ? Double.NaN : validation.loss(),
                validation == null ? Double.NaN : validation.auc(),
                validation == null ? Double.NaN : validation.unadaptedLoss(),
                best,
                least,
                own.optimizer().rate());
    }

    /** The end of a training that may not take long. */
    private static final class Deadline {
        private final Duration limit;
        private final long start = System.nanoTime();

        Deadline(Duration limit) {
            this.limit = limit;
        }

        boolean passed() {
            return limit != null && System.nanoTime() - start > limit.toNanos();
        }
    }
}

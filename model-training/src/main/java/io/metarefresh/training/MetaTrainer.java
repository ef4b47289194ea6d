package io.metarefresh.training;

import com.fasterxml.jackson.databind.JsonNode;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.Profiles;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.prediction.AreaUnderCurve;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.OwnField;
import io.metarefresh.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Meta-trains a model on recorded interactions (snapshot format, chapter 7): exact second-order MAML, tasks are members, early
 * stopping on held-out members and later time. The same data, settings and machine give the same snapshot, unless a time limit ends
 * the run.
 */
public final class MetaTrainer {
    private static final int VALIDATION_TASKS_AT_ONCE = 64;

    private final TrainingSettings settings;
    private final OuterLoopSettings outer;
    private final ProgressListener listener;
    private final Histories histories;
    private final TrainingSplit split;
    private final TaskSampler sampler;
    private final List<Task> validation;
    private final EntityRows entityRows;
    private final EncodedRows contexts;
    private final EncodedRows entities;
    private final MetaModel model;
    private final int[] trainedRows;
    private long step;

    MetaTrainer(Dataset data, TrainingSettings settings, ProgressListener listener) {
        this(data, settings, listener, 0, null);
    }

    /**
     * @param start number of the start: every one has the same split, and begins with other weights and cuts
     * @param validation the tasks that the first start is validated on, so that all starts are judged by the same rows; null for the first
     */
    MetaTrainer(Dataset data, TrainingSettings settings, ProgressListener listener, int start, List<Task> validation) {
        this.settings = settings;
        this.outer = settings.outerLoop();
        this.listener = listener;
        SplittableRandom random = new SplittableRandom(settings.seed());
        histories = new Histories(data.interactions(), settings.entity());
        split = TrainingSplit.of(histories, outer.heldOutMembers(), outer.laterTime(), random.split());
        for (int i = 0; i < start; i++) {
            random.split();
        }
        trainedRows = split.trainableRows(histories);
        if (trainedRows.length == 0) {
            throw new IllegalArgumentException("no interactions to train on: "
                    + data.interactions().size() + " in the data, all of them held out or none at all");
        }
        Loss loss = settings.loss() == null ? Labels.lossFor(histories.interactions()) : settings.loss();
        Labels.check(histories.interactions(), loss);

        List<FeatureRow> contextRows = histories.contextRows();
        entityRows =
                new EntityRows(histories, settings.entity() == EntityKind.MEMBER ? data.profiles() : Profiles.NONE);
        FeatureColumns.refuseOwnIds(
                "context", contextRows, name -> OwnField.ofContext(name, settings.entity()) != OwnField.NONE);
        FeatureColumns.refuseOwnIds(
                "entity", entityRows.rows(), name -> OwnField.ofEntity(name, settings.entity()) != OwnField.NONE);
        int[] trainedEntities = entityRows.trainable(split);
        FeatureColumns contextColumns = FeatureColumns.derive(
                "context",
                histories.otherIdName(),
                Arrays.stream(trainedRows).mapToObj(contextRows::get).toList(),
                outer.minIdCount());
        FeatureColumns entityColumns = FeatureColumns.derive(
                "entity",
                null,
                Arrays.stream(trainedEntities).mapToObj(entityRows.rows()::get).toList(),
                outer.minIdCount());
        contexts = contextColumns.encode(contextRows);
        entities = entityColumns.encode(entityRows.rows());
        Standardisation contextStandard = Standardisation.of(contexts, trainedRows);
        contextStandard.apply(contexts);
        // Entity inputs stay raw: the inner loop's step depends on them (W_1 moves along x).
        Standardisation entityStandard = Standardisation.of(entities, trainedEntities);
        model = new MetaModel(
                settings.shape(),
                settings.innerLoop(),
                loss,
                LabelScale.of(histories.interactions(), trainedRows, loss),
                outer,
                entityColumns,
                contextColumns,
                entityStandard,
                contextStandard,
                meanSquaredNorm(entities, trainedEntities),
                Labels.baseScore(histories.interactions(), trainedRows, loss),
                random.split());
        SnapshotExport.check(
                SnapshotExport.manifest(settings, loss, entityColumns.specs(), contextColumns.specs(), null));
        InnerLoopSpec spec = settings.innerLoop();
        sampler = new TaskSampler(
                histories,
                split,
                new SupportSetRules(spec.supportMaxSize(), spec.supportHorizon()),
                outer,
                random.split());
        // Drawn for every start: what the sampler draws next does not depend on whose tasks are used.
        List<Task> own = sampler.validation();
        this.validation = validation == null ? own : validation;
    }

    /**
     * Trains on all interactions of the data; what lies after the time to be evaluated on must not be among them.
     *
     * @return the snapshot in memory, with an empty file list: {@code SnapshotWriter} makes a directory of it
     * @throws IllegalArgumentException before the first pass, where the data cannot be trained on (nothing in it, labels outside the
     *     loss's range, a dense feature of varying width, a feature with the name of the record's own id) or the result would not be a
     *     valid snapshot
     */
    public static Snapshot train(Dataset data, TrainingSettings settings, ProgressListener listener) {
        if (Boolean.getBoolean("metarefresh.vector")) {
            return new VectorTrainer(data, settings, VectorSettings.defaults(), listener).train();
        }
        return new SettingsSearch(data, settings, listener).train();
    }

    /**
     * What a run found.
     *
     * @param criterion validation loss, plus the un-adapted one by its share, of the pass that was kept; NaN without validation data
     * @param curve all passes
     */
    record Fit(double criterion, List<TrainingProgress> curve) {
        /**
         * Whether this one is to be kept in the place of another. A criterion that is no number is of a run that diverged, and loses;
         * without validation data all are, and the other one stays.
         */
        boolean isBetterThan(Fit other) {
            return other == null
                    || criterion < other.criterion
                    || (Double.isNaN(other.criterion) && !Double.isNaN(criterion));
        }
    }

    /** Trains, keeps the parameters of the best pass, and makes a snapshot of them. */
    Snapshot run() {
        return export(fit(""), null);
    }

    /** @param name of this run, for the listener */
    Fit fit(String name) {
        List<TrainingProgress> curve = new ArrayList<>();
        AdamOptimizer optimizer = optimizer();
        long start = System.nanoTime();
        BestParameters best = new BestParameters(model.parameters());
        try (TaskRunner runner = new TaskRunner(settings.threads())) {
            ParameterAverage average = new ParameterAverage(model.parameters(), outer.averaging());
            double rate = outer.learningRate();
            int reductions = 0;
            int waited = 0;
            for (int pass = 1; pass <= outer.maxPasses(); pass++) {
                double loss = trainPass(runner, optimizer, average, rate);
                average.swap();
                Validation now = validate(validation, runner);
                // The cold start counts in the choice of the pass as much as it does among the tasks.
                double criterion = now.loss() + outer.emptySupportShare() * now.unadaptedLoss();
                boolean better = best.offer(pass, criterion, now.loss());
                average.swap();
                TrainingProgress progress = new TrainingProgress(
                        name,
                        pass,
                        outer.maxPasses(),
                        loss,
                        now.loss(),
                        now.auc(),
                        now.unadaptedLoss(),
                        best.pass(),
                        best.loss(),
                        rate);
                curve.add(progress);
                listener.passed(progress);
                waited = better ? 0 : waited + 1;
                if (waited >= outer.patience()) {
                    if (reductions == outer.rateReductions()) {
                        break;
                    }
                    reductions++;
                    waited = 0;
                    rate /= 3;
                    best.restore();
                    average.restart();
                }
                if (outer.timeLimit() != null
                        && System.nanoTime() - start > outer.timeLimit().toNanos()) {
                    break;
                }
            }
            best.restore();
        }
        return new Fit(best.criterion(), curve);
    }

    /** @param search what the manifest says of other runs, or null */
    Snapshot export(Fit fit, JsonNode search) {
        int validationRows =
                validation.stream().mapToInt(t -> t.queryTo() - t.cut()).sum();
        return SnapshotExport.of(
                model,
                settings,
                TrainingRecord.of(settings, histories, trainedRows.length, validationRows, fit.curve(), search));
    }

    private AdamOptimizer optimizer() {
        return new AdamOptimizer(
                model.parameters(),
                Map.of(model.logRates, outer.innerRateFactor()),
                outer.tableWeightDecay(),
                outer.maxGradientNorm());
    }

    private double trainPass(TaskRunner runner, AdamOptimizer optimizer, ParameterAverage average, double rate) {
        double loss = 0;
        int batches = (sampler.tasksPerPass() + outer.batchTasks() - 1) / outer.batchTasks();
        for (int b = 0; b < batches; b++) {
            loss += trainOn(sampler.draw(outer.batchTasks()), runner, optimizer, rate, step++) / batches;
            average.update();
        }
        return loss;
    }

    private double trainOn(List<Task> tasks, TaskRunner runner, AdamOptimizer optimizer, double rate, long step) {
        double weight = tasks.stream()
                .flatMap(t -> histories.rows(t.entity()).subList(t.cut(), t.queryTo()).stream())
                .mapToDouble(Interaction::weight)
                .sum();
        if (weight == 0) {
            return 0;
        }
        List<Float> losses = runner.run((tape, shard) -> {
            tape.reset(true);
            TaskBatch batch = batch(TaskRunner.share(tasks, shard));
            if (batch.queryRows.length == 0) {
                return 0f;
            }
            TableNoise noise = new TableNoise(
                    TaskRunner.random(settings.seed(), step, shard), outer.tableDropout(), outer.unknownIdShare());
            ModelGraph graph = new ModelGraph(tape, model);
            Variable embedding = adapted(graph, batch, noise);
            ModelGraph.ContextSide query = graph.contextSide(contexts, batch.queryRows, noise);
            float[] scale = batch.queryWeights.clone();
            for (int i = 0; i < scale.length; i++) {
                scale[i] /= (float) weight;
            }
            Variable scores = graph.scores(embedding, query, batch.queryTask);
            Variable loss = tape.totalLoss(scores, batch.queryLabels, scale, model.loss);
            tape.backward(loss);
            return loss.value[0];
        });
        runner.collectGradients(model.parameters());
        optimizer.step(rate);
        return losses.stream().mapToDouble(Float::doubleValue).sum() * model.labelScale.square();
    }

    private TaskBatch batch(List<Task> tasks) {
        return new TaskBatch(tasks, histories, entityRows, model.innerLoop, model.labelScale);
    }

    private Variable adapted(ModelGraph graph, TaskBatch batch, TableNoise noise) {
        Variable x = graph.entityInput(entities, batch.entities, noise);
        ModelGraph.ContextSide support = graph.contextSide(contexts, batch.supportRows, noise);
        return graph.adapt(x, support, batch.supportTask, batch.supportLabels, batch.supportScale);
    }

    private record Validation(double loss, double auc, double unadaptedLoss) {}

    private record Scored(float[] adapted, float[] unadapted, float[] labels, float[] weights) {}

    private Validation validate(List<Task> tasks, TaskRunner runner) {
        List<List<Task>> chunks = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i += VALIDATION_TASKS_AT_ONCE) {
            chunks.add(tasks.subList(i, Math.min(tasks.size(), i + VALIDATION_TASKS_AT_ONCE)));
        }
        List<Scored> scored = runner
                .<List<Scored>>run((tape, shard) -> TaskRunner.share(chunks, shard).stream()
                        .map(chunk -> score(tape, chunk))
                        .toList())
                .stream()
                .flatMap(List::stream)
                .toList();
        double loss = 0;
        double unadaptedLoss = 0;
        double weight = 0;
        int rows = scored.stream().mapToInt(s -> s.labels().length).sum();
        double[] scores = new double[rows];
        float[] labels = new float[rows];
        int at = 0;
        for (Scored part : scored) {
            for (int i = 0; i < part.labels().length; i++) {
                float label = part.labels()[i];
                float w = part.weights()[i];
                loss += w * Tape.loss(part.adapted()[i], label, model.loss);
                unadaptedLoss += w * Tape.loss(part.unadapted()[i], label, model.loss);
                weight += w;
                scores[at] = part.adapted()[i];
                labels[at++] = label;
            }
        }
        // Labels of the squared loss have no natural threshold: half way between the extremes.
        float threshold = model.loss == Loss.LOGISTIC ? 0.5f : middle(labels);
        double unscale = model.labelScale.square() / weight;
        return new Validation(loss * unscale, AreaUnderCurve.of(scores, labels, threshold), unadaptedLoss * unscale);
    }

    private Scored score(Tape tape, List<Task> tasks) {
        tape.reset(false);
        TaskBatch batch = batch(tasks);
        ModelGraph graph = new ModelGraph(tape, model);
        ModelGraph.ContextSide query = graph.contextSide(contexts, batch.queryRows, null);
        Variable adapted = graph.scores(adapted(graph, batch, null), query, batch.queryTask);
        Variable unadapted = graph.scores(
                graph.unadapted(graph.entityInput(entities, batch.entities, null)), query, batch.queryTask);
        int rows = batch.queryRows.length;
        return new Scored(
                Arrays.copyOf(adapted.value, rows),
                Arrays.copyOf(unadapted.value, rows),
                batch.queryLabels,
                batch.queryWeights);
    }

    /** What the trainer itself makes of tasks: adapted embeddings, row-major, by its own forward pass. */
    float[] embeddings(List<Task> tasks) {
        Tape tape = new Tape();
        tape.reset(false);
        Variable adapted = adapted(new ModelGraph(tape, model), batch(tasks), null);
        return Arrays.copyOf(adapted.value, adapted.size());
    }

    /** Scores of the tasks' query rows, one task after the other, by the trainer's own forward pass. */
    float[] scores(List<Task> tasks) {
        return score(new Tape(), tasks).adapted();
    }

    /** A score in terms of the labels. */
    float unscaled(float score) {
        return model.labelScale.unscaled(score);
    }

    TrainingSettings settings() {
        return settings;
    }

    List<Task> validation() {
        return validation;
    }

    Histories histories() {
        return histories;
    }

    private static float middle(float[] labels) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float label : labels) {
            least = Math.min(least, label);
            most = Math.max(most, label);
        }
        return (least + most) / 2;
    }

    private static double meanSquaredNorm(EncodedRows encoded, int[] rows) {
        double sum = 0;
        for (int row : rows) {
            for (int i = 0; i < encoded.denseWidth; i++) {
                double value = encoded.dense[row * encoded.denseWidth + i];
                sum += value * value;
            }
        }
        return sum / Math.max(1, rows.length);
    }
}

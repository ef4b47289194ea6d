package io.metarefresh.training;

import com.fasterxml.jackson.databind.JsonNode;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Meta-trains a model on recorded interactions (snapshot format, chapter 7): exact second-order MAML, tasks are members, early
 * stopping on held-out members and later time. The same data, settings and machine give the same snapshot, unless a time limit ends
 * the run.
 */
public final class MetaTrainer {
    private final TrainingSettings settings;
    private final OuterLoopSettings outer;
    private final ProgressListener listener;
    private final TrainingData data;
    private final MetaModel model;
    private final TaskScorer scorer;
    private final TaskSampler sampler;
    private final List<Task> validation;
    private long step;

    MetaTrainer(Dataset dataset, TrainingSettings settings, ProgressListener listener) {
        this(dataset, settings, listener, 0, null);
    }

    /**
     * @param start number of the start: every one has the same split, and begins with other weights and cuts
     * @param validation the tasks that the first start is validated on, so that all starts are judged by the same rows; null for the first
     */
    MetaTrainer(
            Dataset dataset, TrainingSettings settings, ProgressListener listener, int start, List<Task> validation) {
        this.settings = settings;
        this.outer = settings.outerLoop();
        this.listener = listener;
        SplittableRandom random = new SplittableRandom(settings.seed());
        data = new TrainingData(dataset, settings, random.split());
        for (int i = 0; i < start; i++) {
            random.split();
        }
        model = new MetaModel(settings.shape(), settings.innerLoop(), data.inputs, data.targets, outer, random.split());
        scorer = new TaskScorer(data, model);
        SnapshotExport.check(SnapshotExport.manifest(
                settings,
                model.loss,
                data.inputs.entityColumns().specs(),
                data.inputs.contextColumns().specs(),
                null));
        InnerLoopSpec spec = settings.innerLoop();
        sampler = new TaskSampler(
                data.histories,
                data.split,
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
            ParameterAverage average =
                    new ParameterAverage(model.parameters(), outer.optimizer().averaging());
            double rate = outer.optimizer().learningRate();
            int reductions = 0;
            int waited = 0;
            for (int pass = 1; pass <= outer.schedule().maxPasses(); pass++) {
                double loss = trainPass(runner, optimizer, average, rate);
                average.swap();
                Validation now = Validation.of(validation, scorer, model, runner);
                // The cold start counts in the choice of the pass as much as it does among the tasks.
                double criterion = now.loss() + outer.sampling().emptySupportShare() * now.unadaptedLoss();
                boolean better = best.offer(pass, criterion, now.loss());
                average.swap();
                TrainingProgress progress = new TrainingProgress(
                        name,
                        pass,
                        outer.schedule().maxPasses(),
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
                if (waited >= outer.schedule().patience()) {
                    if (reductions == outer.schedule().rateReductions()) {
                        break;
                    }
                    reductions++;
                    waited = 0;
                    rate /= 3;
                    best.restore();
                    average.restart();
                }
                if (outer.schedule().timeLimit() != null
                        && System.nanoTime() - start
                                > outer.schedule().timeLimit().toNanos()) {
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
                TrainingRecord.of(
                        settings, data.histories, data.trainedRows.length, validationRows, fit.curve(), search));
    }

    private AdamOptimizer optimizer() {
        return new AdamOptimizer(
                model.parameters(),
                Map.of(model.logRates, outer.innerRates().factor()),
                outer.regularisation().tableWeightDecay(),
                outer.optimizer().maxGradientNorm());
    }

    private double trainPass(TaskRunner runner, AdamOptimizer optimizer, ParameterAverage average, double rate) {
        double loss = 0;
        int batches = (sampler.tasksPerPass() + outer.sampling().batchTasks() - 1)
                / outer.sampling().batchTasks();
        for (int b = 0; b < batches; b++) {
            loss += trainOn(sampler.draw(outer.sampling().batchTasks()), runner, optimizer, rate, step++) / batches;
            average.update();
        }
        return loss;
    }

    private double trainOn(List<Task> tasks, TaskRunner runner, AdamOptimizer optimizer, double rate, long step) {
        double weight = data.queryWeight(tasks);
        if (weight == 0) {
            return 0;
        }
        List<Float> losses = runner.run((tape, shard) -> {
            tape.reset(true);
            TableDropout dropout =
                    new TableDropout(TaskRunner.random(settings.seed(), step, shard), outer.regularisation());
            Variable loss = scorer.queryLoss(tape, TaskRunner.share(tasks, shard), weight, dropout);
            if (loss == null) {
                return 0f;
            }
            tape.backward(loss);
            return loss.value[0];
        });
        runner.collectGradients(model.parameters());
        optimizer.step(rate);
        return losses.stream().mapToDouble(Float::doubleValue).sum() * model.labelScale.square();
    }

    /** What the trainer itself makes of tasks: adapted embeddings, row-major, by its own forward pass. */
    float[] embeddings(List<Task> tasks) {
        return scorer.embeddings(tasks);
    }

    /** Scores of the tasks' query rows, one task after the other, by the trainer's own forward pass. */
    float[] scores(List<Task> tasks) {
        return scorer.score(new Tape(), tasks).adapted();
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
        return data.histories;
    }
}

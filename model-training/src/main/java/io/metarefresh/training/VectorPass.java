package io.metarefresh.training;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Forward and backward through the inner loops of some tasks, exact to second order, in the explicit form that a score linear in the vector
 * allows. With D the directions and o the own scores of a query's support rows, w̃ their weights over (their sum + prior), and σ the identity
 * for the squared loss:
 *
 * <pre>
 * r_k = w̃ (σ(o + D v_k) − y)      g_k = Dᵀ r_k      v_{k+1} = v_k − α_k g_k
 * backwards, with ḡ = −α_k v̄_{k+1}:   s̄ = (D ḡ) w̃ σ′    v̄_k = v̄_{k+1} + Dᵀ s̄    D̄ += r_k ḡᵀ + s̄ v_kᵀ    ō += s̄    ᾱ_k −= v̄_{k+1} · g_k
 * </pre>
 *
 * One object for one thread. Rows of a task are encoded once, however many queries they support.
 */
final class VectorPass {
    private final VectorModel model;
    private final VectorData data;
    private final int dimension;
    private final int hidden;
    private final int steps;
    private final int learnedWidth;
    private final boolean probabilities;

    /** In the order of {@link VectorModel#parameters()}. */
    private final List<Parameter> parameters;

    private final float[][] gradients;

    private int rows;
    private int[] rowOf = {};
    private boolean[] keepsIds = {};
    private float[] content = {};
    private float[] hiddenValues = {};
    private float[] own = {};
    private float[] directions = {};
    private float[] ownGradient = {};
    private float[] directionGradient = {};
    private float[] hiddenGradient = {};
    private float[] contentGradient = {};
    private float[] transposed = {};

    private final float[] start;
    private final float[] startGradient;
    private final float[][] vectors;
    private final float[][] stepGradients;
    private float[][] predicted;
    private float[] weight = {};
    private float[] scores = {};
    private float[] scoreGradient = {};
    private float[] weightGradient = {};
    private float[] logAges = {};
    private final float[] vectorGradient;
    private final float[] scaledGradient;
    /** Whether the last support set had any weight; if not, no step was taken. */
    private boolean moved;
    /** What values that dropout leaves are multiplied with. */
    private float dropoutScale;

    VectorPass(VectorModel model, VectorData data) {
        this.model = model;
        this.data = data;
        dimension = model.dimension;
        hidden = model.hiddenWeight.columns;
        steps = model.steps;
        probabilities = model.loss.predictsProbabilities();
        parameters = model.parameters();
        gradients = new float[parameters.size()][];
        for (int i = 0; i < gradients.length; i++) {
            gradients[i] = new float[parameters.get(i).value.length];
        }
        // Learned tables come first in the content only where they come first among the features; the gradient goes to
        // all before the last.
        int end = 0;
        int at = 0;
        for (VectorTable table : model.contextTables) {
            at += table.width();
            end = table.isLearned() ? at : end;
        }
        learnedWidth = end;
        start = new float[dimension];
        startGradient = new float[dimension];
        vectors = new float[steps + 1][dimension];
        stepGradients = new float[steps][dimension];
        predicted = new float[steps][0];
        vectorGradient = new float[dimension];
        scaledGradient = new float[dimension];
    }

    /** What a pass over tasks is told of its queries. */
    interface Queries {
        /** @param row of the data set; scores as the model gives them, the labels' scale not undone */
        void scored(int row, float adapted, float unadapted);
    }

    /** Scores every query of the tasks with its adapted and its un-adapted vector. */
    void predict(List<PrefixTask> tasks, Queries queries) {
        encode(tasks, null, null);
        int offset = 0;
        for (PrefixTask task : tasks) {
            int base = data.supportStart(task.entity(), task.first());
            int length = task.end() - base;
            transpose(offset, length);
            startOf(task);
            for (int position = task.first(); position < task.end(); position++) {
                int from = data.supportStart(task.entity(), position) - base;
                adapt(offset, from, position - base, length, false);
                int query = offset + position - base;
                queries.scored(
                        rowOf[query], own[query] + dot(vectors[steps], query), own[query] + dot(vectors[0], query));
            }
            offset += length;
        }
    }

    /**
     * Adds the gradient of Σ weight · loss / {@code totalWeight} over the tasks' queries to {@link #addGradientsTo}'s sums.
     *
     * @return that sum of losses
     */
    double train(List<PrefixTask> tasks, double totalWeight, VectorSettings.Noise noise, SplittableRandom random) {
        encode(tasks, noise, random);
        Arrays.fill(ownGradient, 0, rows, 0f);
        Arrays.fill(directionGradient, 0, rows * dimension, 0f);
        float[] rateGradient = gradientOf(model.logRates);
        double loss = 0;
        int offset = 0;
        for (PrefixTask task : tasks) {
            int base = data.supportStart(task.entity(), task.first());
            int length = task.end() - base;
            transpose(offset, length);
            startOf(task);
            Arrays.fill(startGradient, 0f);
            for (int position = task.first(); position < task.end(); position++) {
                int to = position - base;
                boolean emptied = random.nextDouble() < noise.emptiedShare();
                int from = emptied ? to : data.supportStart(task.entity(), position) - base;
                adapt(offset, from, to, length, true);
                int query = offset + to;
                float score = own[query] + dot(vectors[steps], query);
                float label = data.labels[rowOf[query]];
                float share = (float) (data.weights[rowOf[query]] / totalWeight);
                loss += share * model.loss.of(score, label);
                float outer = share * (link(score) - label);
                ownGradient[query] += outer;
                int d = query * dimension;
                for (int i = 0; i < dimension; i++) {
                    vectorGradient[i] = outer * directions[d + i];
                    directionGradient[d + i] += outer * vectors[steps][i];
                }
                backwards(offset, from, to, length, rateGradient);
                for (int i = 0; i < dimension; i++) {
                    startGradient[i] += vectorGradient[i];
                }
            }
            startBackwards(task);
            offset += length;
        }
        contentBackwards();
        return loss;
    }

    /** Adds what {@link #train} has gathered to the parameters' gradients, and begins anew. */
    void addGradientsTo(List<Parameter> targets) {
        for (int p = 0; p < gradients.length; p++) {
            float[] own = gradients[p];
            float[] target = targets.get(p).gradient;
            for (int i = 0; i < own.length; i++) {
                target[i] += own[i];
            }
            Arrays.fill(own, 0f);
        }
    }

    /** The v_k of one query whose support rows are [from, to) of the task that begins at {@code offset}. */
    private void adapt(int offset, int from, int to, int length, boolean keeps) {
        int n = to - from;
        System.arraycopy(start, 0, vectors[0], 0, dimension);
        boolean moves = weigh(offset + from, n);
        for (int k = 0; k < steps; k++) {
            float[] v = vectors[k];
            float[] next = vectors[k + 1];
            if (!moves) {
                System.arraycopy(v, 0, next, 0, dimension);
                continue;
            }
            float[] p = predicted[k];
            System.arraycopy(own, offset + from, scores, 0, n);
            for (int i = 0; i < dimension; i++) {
                axpy(v[i], transposed, i * length + from, scores, 0, n);
            }
            for (int j = 0; j < n; j++) {
                p[j] = link(scores[j]);
            }
            float[] g = stepGradients[k];
            Arrays.fill(g, 0f);
            for (int j = 0; j < n; j++) {
                float r = weight[j] * (p[j] - data.labels[rowOf[offset + from + j]]);
                axpy(r, directions, (offset + from + j) * dimension, g, 0, dimension);
            }
            float rate = (float) Math.exp(model.logRates.value[k]);
            for (int i = 0; i < dimension; i++) {
                next[i] = v[i] - rate * g[i];
            }
        }
        moved = moves;
    }

    /**
     * w̃ over (Σ w̃ + prior) of the n support rows from {@code first} on, with w̃ = w · exp(−a · rank) · (1 + age / 1 h)^(−b) against the newest
     * of them.
     *
     * @return whether they have any weight
     */
    private boolean weigh(int first, int n) {
        double rankDecay = Math.exp(model.logDecays.value[0]);
        double ageDecay = Math.exp(model.logDecays.value[1]);
        double sum = model.priorWeight;
        for (int j = 0; j < n; j++) {
            logAges[j] = (float) Math.log1p(data.hoursBetween(rowOf[first + j], rowOf[first + n - 1]));
            double decay = rankDecay * (n - 1 - j) + ageDecay * logAges[j];
            weight[j] = (float) (data.weights[rowOf[first + j]] * Math.exp(-decay));
            sum += weight[j];
        }
        for (int j = 0; j < n; j++) {
            weight[j] /= (float) sum;
        }
        return sum > model.priorWeight;
    }

    /**
     * The gradient along the logarithms of both decays, from that along the n shares w̃_j / (Σ w̃ + prior) in {@link #weightGradient}: with
     * share_j = u_j / S, ū_j u_j = share_j (s̄_j − Σ_i s̄_i share_i).
     */
    private void weighBackwards(int n, float[] decayGradient) {
        float mean = 0;
        for (int j = 0; j < n; j++) {
            mean += weightGradient[j] * weight[j];
        }
        float alongRank = 0;
        float alongAge = 0;
        for (int j = 0; j < n; j++) {
            float along = weight[j] * (weightGradient[j] - mean);
            alongRank += along * (n - 1 - j);
            alongAge += along * logAges[j];
        }
        decayGradient[0] -= alongRank * (float) Math.exp(model.logDecays.value[0]);
        decayGradient[1] -= alongAge * (float) Math.exp(model.logDecays.value[1]);
    }

    /** Takes v̄_K in {@link #vectorGradient} to v̄_0. */
    private void backwards(int offset, int from, int to, int length, float[] rateGradient) {
        if (!moved) {
            return;
        }
        int n = to - from;
        Arrays.fill(weightGradient, 0, n, 0f);
        for (int k = steps - 1; k >= 0; k--) {
            float rate = (float) Math.exp(model.logRates.value[k]);
            float[] v = vectors[k];
            float[] g = stepGradients[k];
            float[] p = predicted[k];
            float alongRate = 0;
            for (int i = 0; i < dimension; i++) {
                alongRate += vectorGradient[i] * g[i];
                scaledGradient[i] = -rate * vectorGradient[i];
            }
            // Of the logarithm: α̅ α.
            rateGradient[k] -= alongRate * rate;
            if (model.firstOrder) {
                continue;
            }
            Arrays.fill(scoreGradient, 0, n, 0f);
            for (int i = 0; i < dimension; i++) {
                axpy(scaledGradient[i], transposed, i * length + from, scoreGradient, 0, n);
            }
            for (int j = 0; j < n; j++) {
                int row = offset + from + j;
                float error = p[j] - data.labels[rowOf[row]];
                float r = weight[j] * error;
                weightGradient[j] += scoreGradient[j] * error;
                float slope = probabilities ? p[j] * (1 - p[j]) : 1f;
                float s = scoreGradient[j] * weight[j] * slope;
                ownGradient[row] += s;
                int d = row * dimension;
                for (int i = 0; i < dimension; i++) {
                    directionGradient[d + i] += r * scaledGradient[i] + s * v[i];
                }
                axpy(s, directions, d, vectorGradient, 0, dimension);
            }
        }
        if (!model.firstOrder) {
            weighBackwards(n, gradientOf(model.logDecays));
        }
    }

    private void startOf(PrefixTask task) {
        Arrays.fill(start, 0f);
        if (model.entityWidth == 0) {
            return;
        }
        float[] x = entityInput(task);
        for (int e = 0; e < x.length; e++) {
            axpy(x[e], model.startWeight.value, e * dimension, start, 0, dimension);
        }
    }

    private void startBackwards(PrefixTask task) {
        if (model.entityWidth == 0) {
            return;
        }
        float[] x = entityInput(task);
        float[] target = gradientOf(model.startWeight);
        float[] inputGradient = new float[x.length];
        for (int e = 0; e < x.length; e++) {
            axpy(x[e], startGradient, 0, target, e * dimension, dimension);
            float sum = 0;
            for (int i = 0; i < dimension; i++) {
                sum += startGradient[i] * model.startWeight.value[e * dimension + i];
            }
            inputGradient[e] = sum;
        }
        int row = data.entityRows.row(task.entity(), task.first());
        int at = 0;
        for (int f = 0; f < model.entityTables.size(); f++) {
            VectorTable table = model.entityTables.get(f);
            int[] ids = data.entities.ids(f, row);
            if (table.isLearned() && ids.length > 0) {
                table.poolBackwards(ids, inputGradient, at, gradientOf(table.parameter()));
            }
            at += table.width();
        }
    }

    private float[] entityInput(PrefixTask task) {
        float[] x = new float[model.entityWidth];
        int row = data.entityRows.row(task.entity(), task.first());
        input(model.entityTables, data.entities, row, true, x, 0);
        return x;
    }

    private static void input(
            List<VectorTable> tables, EncodedRows encoded, int row, boolean keepsIds, float[] target, int offset) {
        int at = offset;
        for (int f = 0; f < tables.size(); f++) {
            VectorTable table = tables.get(f);
            int[] ids = encoded.ids(f, row);
            if (ids.length > 0 && (keepsIds || !table.isLearned())) {
                table.pool(ids, target, at);
            }
            at += table.width();
        }
        System.arraycopy(encoded.dense, row * encoded.denseWidth, target, at, encoded.denseWidth);
    }

    /** Content, own scores and directions of all rows of the tasks; with dropout where {@code random} is given. */
    private void encode(List<PrefixTask> tasks, VectorSettings.Noise noise, SplittableRandom random) {
        rows = 0;
        int longest = 0;
        for (PrefixTask task : tasks) {
            int length = task.end() - data.supportStart(task.entity(), task.first());
            rows += length;
            longest = Math.max(longest, length);
        }
        reserve(longest);
        int width = model.contextWidth;
        Arrays.fill(content, 0, rows * width, 0f);
        int at = 0;
        for (PrefixTask task : tasks) {
            for (int position = data.supportStart(task.entity(), task.first()); position < task.end(); position++) {
                int row = data.row(task.entity(), position);
                rowOf[at] = row;
                keepsIds[at] = random == null || random.nextDouble() >= noise.idDropout();
                input(model.contextTables, data.contexts, row, keepsIds[at], content, at * width);
                at++;
            }
        }
        Gemm.multiply(content, false, model.hiddenWeight.value, false, hiddenValues, rows, width, hidden, 0f);
        float keep = random == null ? 1f : (float) (1 / (1 - noise.hiddenDropout()));
        float[] head = model.headWeight.value;
        float[] bias = model.hiddenBias.value;
        for (int r = 0; r < rows; r++) {
            float sum = model.headBias.value[0];
            for (int h = 0; h < hidden; h++) {
                float z = hiddenValues[r * hidden + h] + bias[h];
                boolean passes = z > 0 && (random == null || random.nextDouble() >= noise.hiddenDropout());
                z = passes ? z * keep : 0f;
                hiddenValues[r * hidden + h] = z;
                sum += z * head[h];
            }
            own[r] = sum;
            System.arraycopy(model.directionBias.value, 0, directions, r * dimension, dimension);
        }
        dropoutScale = keep;
        Gemm.multiply(content, false, model.directionWeight.value, false, directions, rows, width, dimension, 1f);
    }

    private void contentBackwards() {
        int width = model.contextWidth;
        float[] headGradient = gradientOf(model.headWeight);
        float[] headBiasGradient = gradientOf(model.headBias);
        float[] hiddenBiasGradient = gradientOf(model.hiddenBias);
        float[] directionBiasGradient = gradientOf(model.directionBias);
        float[] head = model.headWeight.value;
        for (int r = 0; r < rows; r++) {
            float g = ownGradient[r];
            headBiasGradient[0] += g;
            for (int h = 0; h < hidden; h++) {
                float value = hiddenValues[r * hidden + h];
                headGradient[h] += g * value;
                float back = value > 0 ? g * head[h] * dropoutScale : 0f;
                hiddenGradient[r * hidden + h] = back;
                hiddenBiasGradient[h] += back;
            }
            axpy(1f, directionGradient, r * dimension, directionBiasGradient, 0, dimension);
        }
        Gemm.multiply(content, true, hiddenGradient, false, gradientOf(model.hiddenWeight), width, rows, hidden, 1f);
        Gemm.multiply(
                content, true, directionGradient, false, gradientOf(model.directionWeight), width, rows, dimension, 1f);
        if (learnedWidth == 0) {
            return;
        }
        Gemm.multiply(
                hiddenGradient, false, model.hiddenWeight.value, true, contentGradient, rows, hidden, learnedWidth, 0f);
        Gemm.multiply(
                directionGradient,
                false,
                model.directionWeight.value,
                true,
                contentGradient,
                rows,
                dimension,
                learnedWidth,
                1f);
        int at = 0;
        for (int f = 0; f < model.contextTables.size(); f++) {
            VectorTable table = model.contextTables.get(f);
            if (table.isLearned()) {
                float[] target = gradientOf(table.parameter());
                for (int r = 0; r < rows; r++) {
                    int[] ids = data.contexts.ids(f, rowOf[r]);
                    if (keepsIds[r] && ids.length > 0) {
                        table.poolBackwards(ids, contentGradient, r * learnedWidth + at, target);
                    }
                }
            }
            at += table.width();
        }
    }

    private void reserve(int longest) {
        if (rowOf.length < rows) {
            int size = rows + rows / 4;
            rowOf = new int[size];
            keepsIds = new boolean[size];
            content = new float[size * model.contextWidth];
            hiddenValues = new float[size * hidden];
            hiddenGradient = new float[size * hidden];
            own = new float[size];
            ownGradient = new float[size];
            directions = new float[size * dimension];
            directionGradient = new float[size * dimension];
            contentGradient = new float[size * learnedWidth];
        }
        if (scores.length < longest) {
            scores = new float[longest];
            weight = new float[longest];
            scoreGradient = new float[longest];
            weightGradient = new float[longest];
            logAges = new float[longest];
            transposed = new float[longest * dimension];
            for (int k = 0; k < steps; k++) {
                predicted[k] = new float[longest];
            }
        }
    }

    private float[] gradientOf(Parameter parameter) {
        return gradients[parameters.indexOf(parameter)];
    }

    private void transpose(int offset, int length) {
        for (int j = 0; j < length; j++) {
            for (int i = 0; i < dimension; i++) {
                transposed[i * length + j] = directions[(offset + j) * dimension + i];
            }
        }
    }

    private float dot(float[] vector, int row) {
        float sum = 0;
        for (int i = 0; i < dimension; i++) {
            sum += vector[i] * directions[row * dimension + i];
        }
        return sum;
    }

    private float link(float score) {
        return (float) model.loss.prediction(score);
    }

    private static void axpy(float a, float[] x, int xAt, float[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] += a * x[xAt + i];
        }
    }
}

package io.metarefresh.training;

import io.metarefresh.snapshot.Activation;
import io.metarefresh.snapshot.InnerLoopSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The model written in operations of a {@link Tape}: encoding, global block, and the inner loop by the low-rank formulas of the
 * snapshot format's chapter 6. Because the inner gradient is made of taped operations, a backward pass through the result is exact
 * second-order MAML; with {@code firstOrder} the inner gradient is detached.
 */
final class ModelGraph {
    private final Tape tape;
    private final MetaModel model;

    ModelGraph(Tape tape, MetaModel model) {
        this.tape = tape;
        this.model = model;
    }

    /** The context side of rows: P = cC + a, and cQ + q (null without product). */
    record ContextSide(Variable hidden, Variable product) {}

    /** The global block over rows: hidden.get(0) is u, the others follow; scores are [rows × 1]. */
    private record GlobalPass(List<Variable> hidden, Variable scores) {}

    /** Entity inputs x as the frozen model will see them: pooled embeddings and raw dense values. */
    Variable entityInput(EncodedRows encoded, int[] rows, TableDropout dropout) {
        return input(model.entityTables, encoded, rows, dropout);
    }

    ContextSide contextSide(EncodedRows encoded, int[] rows, TableDropout dropout) {
        Variable c = input(model.contextTables, encoded, rows, dropout);
        Variable hidden = Products.affine(tape, tape.leaf(model.contextBias), c, tape.leaf(model.contextWeight));
        Variable product = model.shape.product()
                ? Products.affine(tape, tape.leaf(model.productBias), c, tape.leaf(model.productWeight))
                : null;
        return new ContextSide(hidden, product);
    }

    private Variable input(List<Parameter> tables, EncodedRows encoded, int[] rows, TableDropout dropout) {
        List<Variable> parts = new ArrayList<>();
        for (int feature = 0; feature < tables.size(); feature++) {
            parts.add(lookup(tables.get(feature), encoded, feature, rows, dropout));
        }
        int width = encoded.denseWidth;
        if (width > 0 || parts.isEmpty()) {
            float[] dense = new float[rows.length * width];
            for (int r = 0; r < rows.length; r++) {
                System.arraycopy(encoded.dense, rows[r] * width, dense, r * width, width);
            }
            parts.add(tape.constant(dense, rows.length, width));
        }
        return RowOperations.concatenate(tape, parts, rows.length);
    }

    /** Pooled embeddings of an ids feature of the rows, with noise where the table is a large one. */
    Variable lookup(Parameter table, EncodedRows encoded, int feature, int[] rows, TableDropout dropout) {
        int[] offsets = new int[rows.length + 1];
        for (int r = 0; r < rows.length; r++) {
            offsets[r + 1] = offsets[r] + encoded.ids(feature, rows[r]).length;
        }
        int[] ids = new int[offsets[rows.length]];
        float[] pooling = new float[rows.length];
        for (int r = 0; r < rows.length; r++) {
            int[] own = encoded.ids(feature, rows[r]);
            System.arraycopy(own, 0, ids, offsets[r], own.length);
            pooling[r] = own.length == 0 ? 0f : 1f / FeatureColumns.POOLING.divisor(own.length);
        }
        boolean noisy = dropout != null && table.decays;
        if (noisy) {
            dropout.hideIds(ids);
        }
        float[] mask = noisy ? dropout.mask(rows.length * table.columns) : null;
        return Segments.lookup(tape, tape.leaf(table), offsets, ids, pooling, mask);
    }

    /** Scores of rows under one embedding per segment, [rows × 1]. */
    Variable scores(Variable embedding, ContextSide side, int[] segment) {
        return globalPass(embedding, side, segment).scores();
    }

    private GlobalPass globalPass(Variable embedding, ContextSide side, int[] segment) {
        List<Variable> hidden = new ArrayList<>();
        Variable shared = Products.multiply(tape, embedding, tape.leaf(model.entityWeight));
        hidden.add(Elementwise.activate(
                tape, Segments.addGathered(tape, side.hidden(), shared, segment), globalActivation(0)));
        Variable product =
                side.product() == null ? null : Segments.timesGathered(tape, side.product(), embedding, segment);
        int layers = model.upperLayers();
        Variable scores = null;
        for (int j = 0; j < layers; j++) {
            Variable in = hidden.get(j);
            Variable weight = tape.leaf(model.globalWeights.get(j));
            Variable bias = tape.leaf(model.globalBiases.get(j));
            Variable z = j == 0 && product != null
                    ? Products.affine(tape, bias, in.rows, new Variable[] {in, product}, new Variable[] {
                        weight, tape.leaf(model.productRows)
                    })
                    : Products.affine(tape, bias, in, weight);
            if (j == layers - 1) {
                scores = z;
            } else {
                hidden.add(Elementwise.activate(tape, z, globalActivation(j + 1)));
            }
        }
        return new GlobalPass(hidden, scores);
    }

    /** ∂L/∂e [segments × D], from the slope of the loss at the scores. */
    private Variable embeddingGradient(GlobalPass pass, Variable slope, ContextSide side, int[] segment, int segments) {
        Variable d = slope;
        Variable throughProduct = null;
        for (int j = model.upperLayers() - 1; j >= 0; j--) {
            if (j == 0 && side.product() != null) {
                Variable dProduct = Products.multiplyTransposed(tape, d, tape.leaf(model.productRows));
                throughProduct = Segments.sumOfProducts(tape, dProduct, side.product(), segment, segments);
            }
            Variable dHidden = Products.multiplyTransposed(tape, d, tape.leaf(model.globalWeights.get(j)));
            d = Elementwise.timesDerivative(tape, dHidden, pass.hidden().get(j), globalActivation(j));
        }
        Variable summed = Segments.sum(tape, d, segment, segments);
        Variable throughHidden = Products.multiplyTransposed(tape, summed, tape.leaf(model.entityWeight));
        return throughProduct == null ? throughHidden : Elementwise.addScaled(tape, throughHidden, throughProduct, 1f);
    }

    /** The un-adapted embeddings e(θ_0), [entities × D]. */
    Variable unadapted(Variable x) {
        return new InnerLoopState(x).embedding();
    }

    /**
     * The embeddings e(θ_K) after the inner loop, [entities × D].
     *
     * @param x entity inputs
     * @param side context side of all support rows
     * @param segment entity of each support row
     * @param labels labels of the support rows
     * @param scale w̃_i / (Σw̃ + prior weight) of the support rows
     */
    Variable adapt(Variable x, ContextSide side, int[] segment, float[] labels, float[] scale) {
        InnerLoopState state = new InnerLoopState(x);
        InnerLoopSpec spec = model.innerLoop;
        Variable embedding = state.embedding();
        if (segment.length == 0) {
            return embedding;
        }
        // The cap is meant for gradients of unscaled labels.
        Double cap = spec.maxGradientNorm() == null ? null : spec.maxGradientNorm() / model.labelScale.square();
        for (int k = 0; k < spec.steps(); k++) {
            GlobalPass pass = globalPass(embedding, side, segment);
            Variable slope = Losses.slope(tape, pass.scores(), labels, scale, model.loss);
            state.step(embeddingGradient(pass, slope, side, segment, x.rows), cap);
            embedding = state.embedding();
        }
        return embedding;
    }

    private Activation globalActivation(int layer) {
        return model.shape.globalLayers().get(layer).activation();
    }

    /** The adapted meta block of a batch of entities: frozen matrices and the rank-one terms of the steps so far. */
    private final class InnerLoopState {
        private final int layers = model.metaWeights.size();
        private final List<Variable> weights = new ArrayList<>();
        private final List<Variable> biases = new ArrayList<>();
        private final Variable rates;
        /** By step, then layer: inputs h_{l−1} and unscaled δ_l. */
        private final List<List<Variable>> inputs = new ArrayList<>();

        private final List<List<Variable>> deltas = new ArrayList<>();
        private final List<Variable> kappas = new ArrayList<>();
        private final Variable x;
        /** h_0 … h_L of the last forward pass. */
        private List<Variable> hidden;

        InnerLoopState(Variable x) {
            this.x = x;
            for (int l = 0; l < layers; l++) {
                weights.add(tape.leaf(model.metaWeights.get(l)));
                biases.add(tape.leaf(model.metaBiases.get(l)));
            }
            foldStandardisation();
            rates = Elementwise.exp(tape, tape.leaf(model.logRates));
            forward();
        }

        /** θ_0 is in terms of raw entity inputs: W = diag(s) W̃, b = b̃ − mean W, so that x can be raw as in the live job. */
        private void foldStandardisation() {
            Standardisation standard = model.entityStandard;
            if (!standard.isEmpty()) {
                int width = x.columns;
                int tables = width - standard.mean().length;
                float[] scale = new float[width];
                float[] mean = new float[width];
                Arrays.fill(scale, 0, tables, 1f);
                System.arraycopy(standard.inverse(), 0, scale, tables, standard.inverse().length);
                System.arraycopy(standard.mean(), 0, mean, tables, standard.mean().length);
                Variable weight = RowOperations.scaleRows(tape, weights.get(0), tape.constant(scale, width, 1));
                Variable shift = Products.multiply(tape, tape.constant(mean, 1, width), weight);
                weights.set(0, weight);
                biases.set(0, Elementwise.addScaled(tape, biases.get(0), shift, -1f));
            }
        }

        Variable embedding() {
            return hidden.get(layers);
        }

        private Activation activation(int layer) {
            return model.metaLayers().get(layer).activation();
        }

        private Variable weightRate(int step, int layer) {
            return Elementwise.element(tape, rates, step * 2 * layers + 2 * layer);
        }

        private Variable biasRate(int step, int layer) {
            return Elementwise.element(tape, rates, step * 2 * layers + 2 * layer + 1);
        }

        /** z_{l,k} = h_{l−1,k} W_l + b_l − Σ_j (g_{l,j} ⟨h_{l−1,k}, h_{l−1,j}⟩ + β_{l,j}) δ_{l,j} */
        private void forward() {
            hidden = new ArrayList<>();
            hidden.add(x);
            for (int l = 0; l < layers; l++) {
                Variable h = hidden.get(l);
                Variable z = Products.affine(tape, biases.get(l), h, weights.get(l));
                for (int j = 0; j < deltas.size(); j++) {
                    Variable overlap =
                            RowOperations.rowDot(tape, h, inputs.get(j).get(l));
                    Variable coefficient = RowOperations.stepCoefficient(
                            tape, overlap, weightRate(j, l), biasRate(j, l), kappas.get(j));
                    z = Elementwise.addScaled(
                            tape, z, RowOperations.scaleRows(tape, deltas.get(j).get(l), coefficient), -1f);
                }
                hidden.add(Elementwise.activate(tape, z, activation(l)));
            }
        }

        /** δ_{l−1,k} = (δ_{l,k} W_lᵀ − Σ_j g_{l,j} ⟨δ_{l,k}, δ_{l,j}⟩ h_{l−1,j}) ⊙ φ′(z_{l−1,k}), then one step of all tensors. */
        void step(Variable embeddingGradient, Double maxGradientNorm) {
            Variable[] stepDeltas = new Variable[layers];
            Variable d = Elementwise.timesDerivative(tape, embeddingGradient, embedding(), activation(layers - 1));
            stepDeltas[layers - 1] = d;
            for (int l = layers - 1; l > 0; l--) {
                Variable back = Products.multiplyTransposed(tape, d, weights.get(l));
                for (int j = 0; j < deltas.size(); j++) {
                    Variable overlap =
                            RowOperations.rowDot(tape, d, deltas.get(j).get(l));
                    Variable coefficient =
                            RowOperations.stepCoefficient(tape, overlap, weightRate(j, l), null, kappas.get(j));
                    back = Elementwise.addScaled(
                            tape,
                            back,
                            RowOperations.scaleRows(tape, inputs.get(j).get(l), coefficient),
                            -1f);
                }
                d = Elementwise.timesDerivative(tape, back, hidden.get(l), activation(l - 1));
                stepDeltas[l - 1] = d;
            }
            List<Variable> stepInputs = new ArrayList<>(hidden.subList(0, layers));
            if (model.firstOrder) {
                for (int l = 0; l < layers; l++) {
                    stepDeltas[l] = tape.detach(stepDeltas[l]);
                    stepInputs.set(l, tape.detach(stepInputs.get(l)));
                }
            }
            kappas.add(
                    maxGradientNorm == null ? null : capFactor(stepInputs, stepDeltas, maxGradientNorm.floatValue()));
            inputs.add(stepInputs);
            deltas.add(List.of(stepDeltas));
            forward();
        }

        /** κ from ‖∇‖² = Σ_l (‖h_{l−1}‖² + 1) ‖δ_l‖². */
        private Variable capFactor(List<Variable> stepInputs, Variable[] stepDeltas, float cap) {
            Variable squaredNorm = null;
            for (int l = 0; l < layers; l++) {
                Variable h = stepInputs.get(l);
                Variable d = stepDeltas[l];
                Variable own = RowOperations.rowDot(tape, d, d);
                Variable term = Elementwise.addScaled(
                        tape, own, RowOperations.scaleRows(tape, own, RowOperations.rowDot(tape, h, h)), 1f);
                squaredNorm = squaredNorm == null ? term : Elementwise.addScaled(tape, squaredNorm, term, 1f);
            }
            return RowOperations.capFactor(tape, squaredNorm, cap);
        }
    }
}

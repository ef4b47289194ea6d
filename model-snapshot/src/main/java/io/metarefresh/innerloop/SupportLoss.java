package io.metarefresh.innerloop;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.InnerLoopSpec;
import java.util.List;

/** The support loss L of every entity of a chunk, and its gradient by the rows' scores (snapshot format, chapter 5). */
final class SupportLoss {
    /** Each factor of a product is at least ½: so many of them stay far from underflow. */
    private static final int MAX_FACTORS = 512;

    private final Formula formula;
    private final double priorWeight;
    private final SupportWeights supportWeights;

    private RowLayout rows;
    private double[] weightSum = new double[0];
    private double[] weight = new double[0];
    private float[] label = new float[0];
    /** w̃_i / (Σw̃ + prior_weight). */
    private float[] share = new float[0];

    private float[] prediction = new float[0];
    private float[] gradient = new float[0];
    private boolean anyWeightless;

    SupportLoss(InnerLoopSpec spec) {
        formula = switch (spec.loss()) {
            case LOGISTIC -> new Logistic();
            case SQUARED -> new Squared();
        };
        priorWeight = spec.priorWeight();
        supportWeights = new SupportWeights(spec.halfLife());
    }

    /** Starts a chunk; then comes {@link #set} for every entity. */
    void begin(RowLayout layout) {
        rows = layout;
        anyWeightless = false;
        int padded = rows.padded();
        share = Kernels.grown(share, padded);
        label = Kernels.grown(label, padded);
        prediction = Kernels.grown(prediction, padded);
        gradient = Kernels.grown(gradient, padded);
        if (weight.length < padded) {
            weight = new double[padded];
        }
        if (weightSum.length < rows.entities()) {
            weightSum = new double[rows.entities()];
        }
    }

    /** Labels and weights of an entity's rows, oldest first. */
    void set(int entity, List<Interaction> interactions) {
        int first = rows.first(entity);
        double sum = supportWeights.fill(interactions, weight, first);
        weightSum[entity] = sum;
        for (int i = 0; i < interactions.size(); i++) {
            label[first + i] = interactions.get(i).label();
            share[first + i] = (float) (weight[first + i] / (sum + priorWeight));
            anyWeightless |= !(weight[first + i] > 0);
        }
    }

    /** Whether there is anything to learn from. */
    boolean hasWeight(int entity) {
        return weightSum[entity] > 0;
    }

    /** Predictions from scores; {@link #gradients} and {@link #means} are of the predictions made last. */
    void predict(float[] scores) {
        formula.predict(scores);
    }

    /** r_i = w̃_i ℓ′(s_i) / (Σw̃ + prior_weight) of every row, with ℓ′ = prediction − label for both losses. */
    float[] gradients() {
        Kernels.multiplyDifference(gradient, share, prediction, label, rows.padded());
        if (anyWeightless) {
            for (int i = 0; i < rows.rows(); i++) {
                // Whatever its score: 0 × ∞ would not be 0.
                if (!(weight[i] > 0)) {
                    gradient[i] = 0;
                }
            }
        }
        return gradient;
    }

    /** L(θ) of every entity without the prior term in the denominator; NaN where Σw̃ = 0. */
    void means(float[] scores, double[] target) {
        for (int m = 0; m < rows.entities(); m++) {
            int first = rows.first(m);
            int end = first + rows.count(m);
            target[m] = formula.total(scores, first, end) / weightSum[m];
        }
    }

    /** What depends on the loss, over arrays of rows. */
    private interface Formula {
        /** Predictions of all rows from their scores. */
        void predict(float[] scores);

        /** Σ w̃ ℓ of the rows from {@code first} to before {@code end}, after {@link #predict}. */
        double total(float[] scores, int first, int end);
    }

    private final class Logistic implements Formula {
        @Override
        public void predict(float[] scores) {
            Kernels.sigmoid(prediction, scores, rows.padded());
        }

        /**
         * Σ w̃ ( ln(1 + e^s) − y s ), where ln(1 + e^s) = max(s, 0) − ln sigmoid(|s|) never overflows. Rows of equal weight share one logarithm,
         * that of the product of their sigmoids.
         */
        @Override
        public double total(float[] scores, int first, int end) {
            double sum = 0;
            double product = 1;
            double weightOfProduct = 0;
            int factors = 0;
            for (int i = first; i < end; i++) {
                double w = weight[i];
                if (!(w > 0)) {
                    continue;
                }
                double score = scores[i];
                sum += w * (Math.max(score, 0) - label[i] * score);
                if (w != weightOfProduct || factors == MAX_FACTORS) {
                    sum -= weightOfProduct * Math.log(product);
                    product = 1;
                    weightOfProduct = w;
                    factors = 0;
                }
                product *= Math.max(prediction[i], 1 - prediction[i]);
                factors++;
            }
            return sum - weightOfProduct * Math.log(product);
        }
    }

    private final class Squared implements Formula {
        @Override
        public void predict(float[] scores) {
            System.arraycopy(scores, 0, prediction, 0, rows.padded());
        }

        /** Σ w̃ ½ (s − y)². */
        @Override
        public double total(float[] scores, int first, int end) {
            double sum = 0;
            for (int i = first; i < end; i++) {
                if (weight[i] > 0) {
                    double difference = (double) prediction[i] - label[i];
                    sum += weight[i] * 0.5 * difference * difference;
                }
            }
            return sum;
        }
    }
}

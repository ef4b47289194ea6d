package io.metarefresh.training;

import io.metarefresh.snapshot.Loss;

/** The {@link Loss} of scores on a {@link Tape}, and its slope, which the inner loop steps along. */
final class Losses {
    private Losses() {}

    /** scale_i ℓ′(s_i, y_i) of scores [rows × 1]. */
    static Variable slope(Tape tape, Variable scores, float[] labels, float[] scale, Loss loss) {
        int size = scores.rows;
        Variable out = tape.result(size, 1, scores.needsGradient);
        float[] curvature = tape.buffer(size);
        for (int i = 0; i < size; i++) {
            float prediction = (float) loss.prediction(scores.value[i]);
            out.value[i] = scale[i] * (prediction - labels[i]);
            curvature[i] = switch (loss) {
                case LOGISTIC -> scale[i] * prediction * (1f - prediction);
                case SQUARED -> scale[i];
            };
        }
        tape.onBackward(out, () -> {
            float[] target = tape.gradient(scores);
            for (int i = 0; i < size; i++) {
                target[i] += out.gradient[i] * curvature[i];
            }
        });
        return out;
    }

    /** Σ scale_i ℓ(s_i, y_i), [1 × 1]. */
    static Variable total(Tape tape, Variable scores, float[] labels, float[] scale, Loss loss) {
        int size = scores.rows;
        Variable out = tape.result(1, 1, scores.needsGradient);
        double total = 0;
        for (int i = 0; i < size; i++) {
            total += scale[i] * loss.of(scores.value[i], labels[i]);
        }
        out.value[0] = (float) total;
        tape.onBackward(out, () -> {
            float[] target = tape.gradient(scores);
            for (int i = 0; i < size; i++) {
                float slope = (float) loss.prediction(scores.value[i]) - labels[i];
                target[i] += out.gradient[0] * scale[i] * slope;
            }
        });
        return out;
    }
}

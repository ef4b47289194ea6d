package io.metarefresh.innerloop;

import io.metarefresh.snapshot.Activation;

/**
 * Elementwise loops over primitive arrays. All arrays of one loop are indexed by the same variable and there are no branches: only then
 * does the JIT vectorize them (it cannot prove that two arrays with different offsets do not overlap).
 */
final class Kernels {
    private Kernels() {}

    /** target = φ(target + addend). */
    static void addAndActivate(Activation activation, float[] target, float[] addend, int from, int to) {
        switch (activation) {
            case RELU -> {
                for (int i = from; i < to; i++) {
                    target[i] = Math.max(target[i] + addend[i], 0f);
                }
            }
            case TANH -> {
                for (int i = from; i < to; i++) {
                    target[i] = (float) Math.tanh(target[i] + addend[i]);
                }
            }
            case IDENTITY -> {
                for (int i = from; i < to; i++) {
                    target[i] += addend[i];
                }
            }
        }
    }

    /** target = φ(target). */
    static void activate(Activation activation, float[] target, int from, int to) {
        switch (activation) {
            case RELU -> {
                for (int i = from; i < to; i++) {
                    target[i] = Math.max(target[i], 0f);
                }
            }
            case TANH -> {
                for (int i = from; i < to; i++) {
                    target[i] = (float) Math.tanh(target[i]);
                }
            }
            case IDENTITY -> {}
        }
    }

    /** target = target ⊙ φ′, with φ′ from the activation's output; relu′(0) = 0. */
    static void multiplyByDerivative(Activation activation, float[] target, float[] output, int from, int to) {
        switch (activation) {
            case RELU -> {
                for (int i = from; i < to; i++) {
                    // 1 where the output is positive, else 0: a comparison would keep the loop from being vectorized.
                    target[i] *= Math.min(1f, output[i] * Float.MAX_VALUE);
                }
            }
            case TANH -> {
                for (int i = from; i < to; i++) {
                    target[i] *= 1f - output[i] * output[i];
                }
            }
            case IDENTITY -> {}
        }
    }

    /** target = target ⊙ factor. */
    static void multiply(float[] target, float[] factor, int from, int to) {
        for (int i = from; i < to; i++) {
            target[i] *= factor[i];
        }
    }

    /** target = scale × source. */
    static void scale(float[] target, float scale, float[] source, int from, int to) {
        for (int i = from; i < to; i++) {
            target[i] = scale * source[i];
        }
    }

    /** target = target + source, over the first elements. */
    static void add(float[] target, float[] source, int count) {
        for (int i = 0; i < count; i++) {
            target[i] += source[i];
        }
    }

    /** target[targetFrom …] −= scale × source[sourceFrom …]. */
    static void subtractScaled(float[] target, int targetFrom, float scale, float[] source, int sourceFrom, int count) {
        for (int i = 0; i < count; i++) {
            target[targetFrom + i] -= scale * source[sourceFrom + i];
        }
    }

    /** Inner product of two stretches, in eight independent sums: a single one would wait for each addition. */
    static float dot(float[] a, int aFrom, float[] b, int bFrom, int count) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = 0;
        for (; i + 8 <= count; i += 8) {
            s0 += a[aFrom + i] * b[bFrom + i];
            s1 += a[aFrom + i + 1] * b[bFrom + i + 1];
            s2 += a[aFrom + i + 2] * b[bFrom + i + 2];
            s3 += a[aFrom + i + 3] * b[bFrom + i + 3];
            s4 += a[aFrom + i + 4] * b[bFrom + i + 4];
            s5 += a[aFrom + i + 5] * b[bFrom + i + 5];
            s6 += a[aFrom + i + 6] * b[bFrom + i + 6];
            s7 += a[aFrom + i + 7] * b[bFrom + i + 7];
        }
        for (; i < count; i++) {
            s0 += a[aFrom + i] * b[bFrom + i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    /** Squared Euclidean norm of a stretch, in double. */
    static double squaredNorm(float[] a, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += (double) a[i] * a[i];
        }
        return sum;
    }

    /** Repeats the pattern over the first {@code count} stretches of a new array, or returns the old one where it is long enough. */
    static float[] tile(float[] pattern, int count, float[] old) {
        if (old.length >= (long) pattern.length * count) {
            return old;
        }
        float[] tiled = new float[Math.multiplyExact(pattern.length, count + count / 4)];
        for (int i = 0; i < tiled.length; i += pattern.length) {
            System.arraycopy(pattern, 0, tiled, i, pattern.length);
        }
        return tiled;
    }
}

package io.metarefresh.innerloop;

import java.util.Arrays;

/**
 * Elementwise loops over the beginnings of primitive arrays. All arrays of one loop are indexed by the loop variable itself and there
 * are no branches: only then does the JIT vectorize them, because it cannot prove that stretches of two arrays at different
 * offsets do not overlap. Callers therefore keep whatever meets in a loop in arrays of its own.
 */
final class Kernels {
    /** tanh is 1 in float32 from here on. */
    private static final float TANH_SATURATION = 10;

    private Kernels() {}

    /** target = a + b. */
    static void sum(float[] target, float[] a, float[] b, int count) {
        for (int i = 0; i < count; i++) {
            target[i] = a[i] + b[i];
        }
    }

    /** target = scale × source. */
    static void scale(float[] target, float scale, float[] source, int from, int to) {
        for (int i = from; i < to; i++) {
            target[i] = scale * source[i];
        }
    }

    /**
     * target = tanh(target), to a few units in the last place. Lambert's continued fraction, cut after its seventh term, for an eighth of
     * the argument, then tanh 2x = 2 tanh x / (1 + tanh² x) three times: {@link Math#tanh} is a call for every element.
     */
    static void tanh(float[] target, int count) {
        for (int i = 0; i < count; i++) {
            float x = Math.max(-TANH_SATURATION, Math.min(TANH_SATURATION, target[i])) * 0.125f;
            float xx = x * x;
            float t = x
                    * (135135f + xx * (17325f + xx * (378f + xx)))
                    / (135135f + xx * (62370f + xx * (3150f + xx * 28f)));
            t = 2f * t / (1f + t * t);
            t = 2f * t / (1f + t * t);
            t = 2f * t / (1f + t * t);
            // Rounding must not lead beyond the limits.
            target[i] = Math.max(-1f, Math.min(1f, t));
        }
    }

    /** target = sigmoid(scores) = ½ + ½ tanh(½ score). */
    static void sigmoid(float[] target, float[] scores, int count) {
        for (int i = 0; i < count; i++) {
            target[i] = 0.5f * scores[i];
        }
        tanh(target, count);
        for (int i = 0; i < count; i++) {
            target[i] = 0.5f + 0.5f * target[i];
        }
    }

    /** target = a ⊙ (b − c). */
    static void multiplyDifference(float[] target, float[] a, float[] b, float[] c, int count) {
        for (int i = 0; i < count; i++) {
            target[i] = a[i] * (b[i] - c[i]);
        }
    }

    /** target = a ⊙ b. */
    static void product(float[] target, float[] a, float[] b, int count) {
        for (int i = 0; i < count; i++) {
            target[i] = a[i] * b[i];
        }
    }

    /** target = target ⊙ factor. */
    static void multiply(float[] target, float[] factor, int count) {
        for (int i = 0; i < count; i++) {
            target[i] *= factor[i];
        }
    }

    /** target = target + source. */
    static void add(float[] target, float[] source, int count) {
        for (int i = 0; i < count; i++) {
            target[i] += source[i];
        }
    }

    /** target = target + scale × source. */
    static void addScaled(float[] target, float scale, float[] source, int count) {
        for (int i = 0; i < count; i++) {
            target[i] += scale * source[i];
        }
    }

    /** target = target + a × sourceA + b × sourceB + c × sourceC + d × sourceD. */
    static void addScaled(
            float[] target,
            float a,
            float[] sourceA,
            float b,
            float[] sourceB,
            float c,
            float[] sourceC,
            float d,
            float[] sourceD,
            int count) {
        for (int i = 0; i < count; i++) {
            target[i] += (a * sourceA[i] + b * sourceB[i]) + (c * sourceC[i] + d * sourceD[i]);
        }
    }

    /** Inner product of a's stretch from {@code aFrom} on with the beginning of b; see {@link #dot(float[], float[], int)}. */
    static float dot(float[] a, int aFrom, float[] b, int count) {
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
            s0 += a[aFrom + i] * b[i];
            s1 += a[aFrom + i + 1] * b[i + 1];
            s2 += a[aFrom + i + 2] * b[i + 2];
            s3 += a[aFrom + i + 3] * b[i + 3];
            s4 += a[aFrom + i + 4] * b[i + 4];
            s5 += a[aFrom + i + 5] * b[i + 5];
            s6 += a[aFrom + i + 6] * b[i + 6];
            s7 += a[aFrom + i + 7] * b[i + 7];
        }
        for (; i < count; i++) {
            s0 += a[aFrom + i] * b[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    /** Inner product, in eight independent sums: a single one would wait for each addition. */
    static float dot(float[] a, float[] b, int count) {
        return dot(a, 0, b, count);
    }

    /** Squared Euclidean norm, in double. */
    static double squaredNorm(float[] a, int count) {
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i + 2 <= count; i += 2) {
            even += (double) a[i] * a[i];
            odd += (double) a[i + 1] * a[i + 1];
        }
        return i < count ? even + odd + (double) a[i] * a[i] : even + odd;
    }

    /** Fills the target with {@code count} copies of the pattern's first {@code width} values. */
    static void tile(float[] pattern, int width, float[] target, int count) {
        int whole = width * count;
        System.arraycopy(pattern, 0, target, 0, Math.min(width, whole));
        for (int filled = width; filled < whole; filled *= 2) {
            System.arraycopy(target, 0, target, filled, Math.min(filled, whole - filled));
        }
    }

    /**
     * Sums {@code count} ≥ 1 stretches of {@code width} values in the block into its first stretch, pairwise; the rest of the block is
     * lost. The order of additions depends on {@code count} alone.
     *
     * @param scratch half as long as the block at least
     */
    static void sumStretches(float[] block, int width, int count, float[] scratch) {
        for (int left = count; left > 1; ) {
            int half = left / 2;
            System.arraycopy(block, (left - half) * width, scratch, 0, half * width);
            add(block, scratch, half * width);
            left -= half;
        }
    }

    /** The array, or a new one of at least that length; contents are lost then. */
    static float[] grown(float[] array, long size) {
        return array.length >= size ? array : new float[Math.toIntExact(size)];
    }

    /** An array for each entity of the chunk with room for {@code width} values a row; contents are lost where it grows. */
    static float[][] grown(float[][] arrays, RowLayout rows, int width) {
        float[][] grown = grown(arrays, rows.entities(), 0);
        for (int m = 0; m < rows.entities(); m++) {
            grown[m] = grown(grown[m], (long) rows.count(m) * width);
        }
        return grown;
    }

    /** As many arrays of that length at least; those that were there stay. */
    static float[][] grown(float[][] arrays, int count, int size) {
        int before = arrays.length;
        float[][] grown = before >= count ? arrays : Arrays.copyOf(arrays, count);
        for (int i = 0; i < grown.length; i++) {
            if (grown[i] == null || (i < count && grown[i].length < size)) {
                grown[i] = new float[size];
            }
        }
        return grown;
    }
}

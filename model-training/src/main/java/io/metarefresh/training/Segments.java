package io.metarefresh.training;

import java.util.Arrays;

/** Operations on a {@link Tape} between rows and what they share: the entity of a row, or the table that its ids stand in. */
final class Segments {
    private Segments() {}

    /** a_i + b_{segment(i)}. */
    static Variable addGathered(Tape tape, Variable a, Variable b, int[] segment) {
        int columns = a.columns;
        Variable out = tape.result(a.rows, columns, a.needsGradient || b.needsGradient);
        System.arraycopy(a.value, 0, out.value, 0, a.size());
        addRows(out.value, null, b.value, segment, a.rows, columns);
        tape.onBackward(out, () -> {
            if (a.needsGradient) {
                Elementwise.accumulate(tape.gradient(a), out.gradient, 1f, a.size());
            }
            if (b.needsGradient) {
                addRows(tape.gradient(b), segment, out.gradient, null, a.rows, columns);
            }
        });
        return out;
    }

    /** a_i ⊙ b_{segment(i)}. */
    static Variable timesGathered(Tape tape, Variable a, Variable b, int[] segment) {
        int columns = a.columns;
        Variable out = tape.result(a.rows, columns, a.needsGradient || b.needsGradient);
        Arrays.fill(out.value, 0, out.size(), 0f);
        addProducts(out.value, null, a.value, b.value, segment, a.rows, columns);
        tape.onBackward(out, () -> {
            if (a.needsGradient) {
                addProducts(tape.gradient(a), null, out.gradient, b.value, segment, a.rows, columns);
            }
            if (b.needsGradient) {
                addProducts(tape.gradient(b), segment, out.gradient, a.value, null, a.rows, columns);
            }
        });
        return out;
    }

    /** Σ a_i over the rows of each segment, [segments × columns]. */
    static Variable sum(Tape tape, Variable a, int[] segment, int segments) {
        int columns = a.columns;
        Variable out = tape.result(segments, columns, a.needsGradient);
        Arrays.fill(out.value, 0, out.size(), 0f);
        addRows(out.value, segment, a.value, null, a.rows, columns);
        tape.onBackward(out, () -> addRows(tape.gradient(a), null, out.gradient, segment, a.rows, columns));
        return out;
    }

    /** Σ a_i ⊙ b_i over the rows of each segment, [segments × columns]. */
    static Variable sumOfProducts(Tape tape, Variable a, Variable b, int[] segment, int segments) {
        int columns = a.columns;
        Variable out = tape.result(segments, columns, a.needsGradient || b.needsGradient);
        Arrays.fill(out.value, 0, out.size(), 0f);
        addProducts(out.value, segment, a.value, b.value, null, a.rows, columns);
        tape.onBackward(out, () -> {
            if (a.needsGradient) {
                addProducts(tape.gradient(a), null, b.value, out.gradient, segment, a.rows, columns);
            }
            if (b.needsGradient) {
                addProducts(tape.gradient(b), null, a.value, out.gradient, segment, a.rows, columns);
            }
        });
        return out;
    }

    /**
     * Pooled rows of an embedding table, [rows × table width]: row r is Σ table[ids[j]] · weight_r over j in
     * [offsets[r], offsets[r + 1]), times the dropout mask.
     *
     * @param pooling 1 / count for a mean, 1 for a sum, per row
     * @param mask factor per element of the result, or null for 1
     */
    static Variable lookup(Tape tape, Variable table, int[] offsets, int[] ids, float[] pooling, float[] mask) {
        int rows = offsets.length - 1;
        int width = table.columns;
        Variable out = tape.result(rows, width, table.needsGradient);
        Arrays.fill(out.value, 0, out.size(), 0f);
        for (int r = 0; r < rows; r++) {
            for (int j = offsets[r]; j < offsets[r + 1]; j++) {
                for (int i = 0; i < width; i++) {
                    out.value[r * width + i] += pooling[r] * table.value[ids[j] * width + i];
                }
            }
        }
        if (mask != null) {
            for (int i = 0; i < rows * width; i++) {
                out.value[i] *= mask[i];
            }
        }
        tape.onBackward(out, () -> {
            float[] target = tape.gradient(table);
            for (int r = 0; r < rows; r++) {
                for (int j = offsets[r]; j < offsets[r + 1]; j++) {
                    for (int i = 0; i < width; i++) {
                        float g = out.gradient[r * width + i] * pooling[r];
                        target[ids[j] * width + i] += mask == null ? g : g * mask[r * width + i];
                    }
                }
            }
        });
        return out;
    }

    /** target_{targetRow(r)} += source_{sourceRow(r)} of every r; a null list of rows stands for r itself. */
    private static void addRows(
            float[] target, int[] targetRow, float[] source, int[] sourceRow, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            int to = start(targetRow, r, columns);
            int from = start(sourceRow, r, columns);
            for (int i = 0; i < columns; i++) {
                target[to + i] += source[from + i];
            }
        }
    }

    /** target_{targetRow(r)} += a_r ⊙ b_{bRow(r)} of every r; a null list of rows stands for r itself. */
    private static void addProducts(
            float[] target, int[] targetRow, float[] a, float[] b, int[] bRow, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            int to = start(targetRow, r, columns);
            int own = r * columns;
            int from = start(bRow, r, columns);
            for (int i = 0; i < columns; i++) {
                target[to + i] += a[own + i] * b[from + i];
            }
        }
    }

    private static int start(int[] row, int r, int columns) {
        return (row == null ? r : row[r]) * columns;
    }
}

package io.metarefresh.innerloop;

import java.util.Arrays;

/**
 * Which rows of a chunk are whose: the rows of an entity stand together, entities in the order in which they were added. Matrix
 * products run over {@link #padded()} rows, so that there are few different shapes; what they make of the rows behind the
 * last one is never read.
 */
final class RowLayout {
    /** The widest vector register holds 16 floats. */
    static final int ROW_STEP = 16;

    private int[] first = new int[2];
    private int entities;
    private int largest;

    void clear() {
        entities = 0;
        largest = 0;
    }

    void add(int rowCount) {
        if (entities + 2 > first.length) {
            first = Arrays.copyOf(first, 2 * first.length);
        }
        first[entities + 1] = first[entities] + rowCount;
        entities++;
        largest = Math.max(largest, rowCount);
    }

    int entities() {
        return entities;
    }

    int rows() {
        return first[entities];
    }

    /** {@link #rows()} rounded up to {@link #ROW_STEP}. */
    int padded() {
        return padded(rows());
    }

    static int padded(int rowCount) {
        return (rowCount + ROW_STEP - 1) / ROW_STEP * ROW_STEP;
    }

    /** The first row of an entity. */
    int first(int entity) {
        return first[entity];
    }

    /** How many rows an entity has. */
    int count(int entity) {
        return first[entity + 1] - first[entity];
    }

    /** The most rows of any entity. */
    int largest() {
        return largest;
    }
}

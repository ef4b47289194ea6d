package io.metarefresh.training;

/**
 * A row-major matrix on a {@link Tape}: its value, and the gradient of the tape's loss with respect to it where one is needed. The
 * arrays may be longer than {@code rows × columns}; what lies beyond is undefined.
 */
final class Variable {
    final int rows;
    final int columns;
    final float[] value;
    /** Null until something flows back, and for ever where {@link #needsGradient} is false. */
    float[] gradient;

    final boolean needsGradient;

    Variable(int rows, int columns, float[] value, boolean needsGradient) {
        this.rows = rows;
        this.columns = columns;
        this.value = value;
        this.needsGradient = needsGradient;
    }

    int size() {
        return rows * columns;
    }
}

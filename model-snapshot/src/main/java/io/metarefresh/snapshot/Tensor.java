package io.metarefresh.snapshot;

/**
 * A float32 tensor, row-major. The array is shared and must not be modified.
 *
 * @param shape sizes of the dimensions; none for a scalar, a zero is allowed
 * @param values as many as the product of the shape
 */
public record Tensor(int[] shape, float[] values) {
    public Tensor {
        long size = 1;
        for (int dimension : shape) {
            size *= dimension;
        }
        if (size != values.length) {
            throw new IllegalArgumentException(
                    "shape " + java.util.Arrays.toString(shape) + " does not hold " + values.length + " values");
        }
    }

    /** Rows of a matrix. */
    public int rows() {
        return shape[0];
    }

    /** Columns of a matrix. */
    public int columns() {
        return shape[1];
    }
}

package io.metarefresh.innerloop;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Native memory that matrix products read and write: [width × rows], column-major, so that the features of a row (sample) are contiguous,
 * as ND4J is fastest with. Memory grows on demand and is reused; the contents are lost when the number of rows changes.
 */
final class NativeMatrix implements AutoCloseable {
    private final int width;
    private int rows;
    private int capacity;
    private INDArray storage;
    private FloatBuffer values;
    /** By number of rows in steps of {@link RowLayout#ROW_STEP}: making a view costs more than a small product. */
    private INDArray[] views = new INDArray[0];

    NativeMatrix(int width) {
        this.width = width;
    }

    int width() {
        return width;
    }

    /** Rows of the present chunk. */
    int rows() {
        return rows;
    }

    /** Makes room for so many rows, a multiple of {@link RowLayout#ROW_STEP}. */
    void reserve(int rowCount) {
        rows = rowCount;
        if (rows <= capacity || width == 0) {
            return;
        }
        long needed = (long) width * rows;
        if (needed > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "a batch of " + rows + " rows of width " + width + " does not fit into one array");
        }
        close();
        storage = Nd4j.create(DataType.FLOAT, new long[] {width, rows}, 'f');
        values = buffer(storage);
        capacity = rows;
        views = new INDArray[rows / RowLayout.ROW_STEP + 1];
    }

    /** The native memory of a whole array, in ND4J's element order. Valid as long as the array is. */
    static FloatBuffer buffer(INDArray array) {
        // The pointer that ND4J hands out does not know how many elements are behind it.
        return new FloatPointer(array.data().addressPointer())
                .capacity(array.length())
                .asBuffer();
    }

    /** The matrix of the present number of rows. */
    INDArray matrix() {
        int at = rows / RowLayout.ROW_STEP;
        if (views[at] == null) {
            views[at] = Nd4j.create(
                    storage.data(), new long[] {width, rows}, new long[] {1, width}, 0, 'f', DataType.FLOAT);
        }
        return views[at];
    }

    /** Copies the first {@code count} floats of a heap array to the native side. */
    void put(int offset, float[] source, int count) {
        values.put(offset, source, 0, count);
    }

    /** Copies {@code count} floats of the native side to the beginning of a heap array. */
    void get(int offset, float[] target, int count) {
        values.get(offset, target, 0, count);
    }

    @Override
    public void close() {
        views = new INDArray[0];
        values = null;
        capacity = 0;
        if (storage != null) {
            storage.close();
            storage = null;
        }
    }
}

package io.metarefresh.innerloop;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A matrix [width × count] whose columns are samples, each sample's values contiguous, in two places: a heap array for loops that the
 * JIT compiles well, and an 'f'-ordered native array for matrix products. Grows when asked to, and is reused between batches.
 */
final class Columns implements AutoCloseable {
    private final int width;
    private float[] values = new float[0];
    private INDArray storage;
    private FloatBuffer nativeValues;
    private INDArray view;
    private int viewCount = -1;

    Columns(int width) {
        this.width = width;
    }

    int width() {
        return width;
    }

    /** The heap side; column i begins at i × width. Valid until the next {@link #reserve}. */
    float[] values() {
        return values;
    }

    /** Makes room for so many columns; the contents are lost when it grows. */
    void reserve(int count) {
        long needed = (long) width * count;
        if (needed <= values.length) {
            return;
        }
        if (needed > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "a batch of " + count + " rows of width " + width + " does not fit into one array");
        }
        int capacity = (int) Math.min(count + (long) count / 4, (Integer.MAX_VALUE - 8) / width);
        close();
        values = new float[width * capacity];
        storage = Nd4j.createUninitialized(DataType.FLOAT, new long[] {width, capacity}, 'f');
        nativeValues = nativeBuffer(storage);
    }

    /** The native memory of a whole array, in ND4J's element order. Valid as long as the array is. */
    static FloatBuffer nativeBuffer(INDArray array) {
        // The pointer that ND4J hands out does not know how many elements are behind it.
        return new FloatPointer(array.data().addressPointer())
                .capacity(array.length())
                .asBuffer();
    }

    /** The first columns of the native side as an 'f'-ordered matrix. */
    INDArray view(int count) {
        if (viewCount != count) {
            view = Nd4j.create(
                    storage.data(), new long[] {width, count}, new long[] {1, width}, 0, 'f', DataType.FLOAT);
            viewCount = count;
        }
        return view;
    }

    /** Copies columns from the heap to the native side. */
    void upload(int count) {
        nativeValues.put(0, values, 0, width * count);
    }

    /** Copies columns from the native side to the heap. */
    void download(int count) {
        nativeValues.get(0, values, 0, width * count);
    }

    @Override
    public void close() {
        view = null;
        viewCount = -1;
        nativeValues = null;
        values = new float[0];
        if (storage != null) {
            storage.close();
            storage = null;
        }
    }
}

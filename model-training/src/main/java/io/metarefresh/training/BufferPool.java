package io.metarefresh.training;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lends float arrays of at least the asked length and takes all of them back at once. A pass over one batch allocates hundreds of
 * megabytes otherwise. Capacities are powers of two and their 1.5-folds, so that batches of similar size share arrays.
 */
final class BufferPool {
    private final Map<Integer, Deque<float[]>> free = new HashMap<>();
    private final List<float[]> lent = new ArrayList<>();

    /** An array of at least {@code length} elements with undefined content. */
    float[] take(int length) {
        int capacity = capacity(length);
        Deque<float[]> available = free.get(capacity);
        float[] buffer = available == null || available.isEmpty() ? new float[capacity] : available.pop();
        lent.add(buffer);
        return buffer;
    }

    /** Takes back everything that was lent. */
    void reclaim() {
        for (float[] buffer : lent) {
            free.computeIfAbsent(buffer.length, c -> new ArrayDeque<>()).push(buffer);
        }
        lent.clear();
    }

    private static int capacity(int length) {
        int power = Integer.highestOneBit(Math.max(length, 16));
        if (power >= length) {
            return power;
        }
        int half = power + power / 2;
        return half >= length ? half : 2 * power;
    }
}

package io.metarefresh.training;

import java.util.random.RandomGenerator;

/**
 * What an id becomes in the content of a row. A small vocabulary is one-hot; a large one has a learned table, of which most rows lose
 * their ids in training. The unknown id is row 0, zeros in both.
 *
 * @param name of the tensor
 * @param width numbers of one id
 * @param size ids, the unknown one included
 * @param parameter the learned table [size × width]; null for one-hot
 */
record VectorTable(String name, int width, int size, Parameter parameter) {

    static VectorTable oneHot(String name, int size) {
        // The unknown id has no column of its own.
        return new VectorTable(name, Math.max(1, size - 1), size, null);
    }

    static VectorTable learned(String name, int size, int width, double deviation, RandomGenerator random) {
        Parameter table = new Parameter(name, size, width, true);
        for (int i = width; i < table.value.length; i++) {
            table.value[i] = (float) (deviation * random.nextGaussian());
        }
        return new VectorTable(name, width, size, table);
    }

    boolean isLearned() {
        return parameter != null;
    }

    /** Adds the mean of the ids' vectors to a row of content that holds zeros there. */
    void pool(int[] ids, float[] content, int at) {
        float share = 1f / ids.length;
        for (int id : ids) {
            if (id == 0) {
                continue;
            }
            if (parameter == null) {
                content[at + id - 1] += share;
            } else {
                for (int i = 0; i < width; i++) {
                    content[at + i] += share * parameter.value[id * width + i];
                }
            }
        }
    }

    /** The same backwards: the gradient of the content goes to the ids' rows of {@code gradient}, shaped as the table. */
    void poolBackwards(int[] ids, float[] contentGradient, int at, float[] gradient) {
        float share = 1f / ids.length;
        for (int id : ids) {
            for (int i = 0; i < width && id != 0; i++) {
                gradient[id * width + i] += share * contentGradient[at + i];
            }
        }
    }

    /** The whole table [size × width], row-major. */
    float[] values() {
        if (parameter != null) {
            return parameter.value.clone();
        }
        float[] identity = new float[size * width];
        for (int id = 1; id < size; id++) {
            identity[id * width + id - 1] = 1;
        }
        return identity;
    }
}

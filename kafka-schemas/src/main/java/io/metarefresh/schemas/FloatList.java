package io.metarefresh.schemas;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** A dense vector as the list that Avro's generated classes ask for, without an object for each number. */
public final class FloatList extends AbstractList<Float> implements RandomAccess {
    private final float[] values;

    /** @param values not copied, and not to be modified afterwards */
    public FloatList(float[] values) {
        this.values = values;
    }

    @Override
    public Float get(int index) {
        return values[index];
    }

    @Override
    public int size() {
        return values.length;
    }

    /** The numbers of a decoded vector. Those of a {@code FloatList} are not copied, and not to be modified. */
    public static float[] array(List<Float> vector) {
        if (vector instanceof FloatList list) {
            return list.values;
        }
        float[] values = new float[vector.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = vector.get(i);
        }
        return values;
    }
}

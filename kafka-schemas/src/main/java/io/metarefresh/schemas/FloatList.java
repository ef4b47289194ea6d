package io.metarefresh.schemas;

import java.util.AbstractList;
import java.util.RandomAccess;

/** A dense vector as the list that Avro's generated classes ask for, without an object for each number. */
public final class FloatList extends AbstractList<Float> implements RandomAccess {
    private final float[] values;

    /** @param values not copied; nobody modifies it afterwards */
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

    /** The numbers; not copied, not to be modified. */
    public float[] values() {
        return values;
    }
}

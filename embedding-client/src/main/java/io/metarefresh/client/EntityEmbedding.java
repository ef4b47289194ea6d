package io.metarefresh.client;

import io.metarefresh.schemas.FloatList;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** One embedding and where it comes from. Immutable: the vector is only given out as a copy. */
public final class EntityEmbedding {
    private final float[] vector;
    private final String modelName;
    private final long modelVersion;
    private final long asOfMillis;
    private final int supportSize;
    private final boolean unknownEntity;

    private EntityEmbedding(
            float[] vector,
            String modelName,
            long modelVersion,
            long asOfMillis,
            int supportSize,
            boolean unknownEntity) {
        this.vector = vector;
        this.modelName = modelName;
        this.modelVersion = modelVersion;
        this.asOfMillis = asOfMillis;
        this.supportSize = supportSize;
        this.unknownEntity = unknownEntity;
    }

    static EntityEmbedding published(
            List<Float> vector, String modelName, long modelVersion, Instant asOf, int supportSize) {
        return new EntityEmbedding(
                FloatList.array(vector), modelName, modelVersion, asOf.toEpochMilli(), supportSize, false);
    }

    static EntityEmbedding ofUnknownEntity(
            List<Float> vector, String modelName, long modelVersion, Instant activatedAt) {
        return new EntityEmbedding(
                FloatList.array(vector), modelName, modelVersion, activatedAt.toEpochMilli(), 0, true);
    }

    public int dimension() {
        return vector.length;
    }

    /** A copy. */
    public float[] vector() {
        return vector.clone();
    }

    /** Copies the {@link #dimension} numbers to {@code target}, from {@code offset} on. */
    public void copyTo(float[] target, int offset) {
        System.arraycopy(vector, 0, target, offset, vector.length);
    }

    public String modelName() {
        return modelName;
    }

    public long modelVersion() {
        return modelVersion;
    }

    /** Time of the newest input in it; for an unknown entity, when the snapshot was activated. */
    public Instant asOf() {
        return Instant.ofEpochMilli(asOfMillis);
    }

    /** How many interactions the inner loop used; 0 for an unknown entity. */
    public int supportSize() {
        return supportSize;
    }

    /** Whether the entity has no embedding of its own and this is the snapshot's default. */
    public boolean isDefault() {
        return unknownEntity;
    }

    long asOfMillis() {
        return asOfMillis;
    }

    boolean isFinite() {
        for (float v : vector) {
            if (!Float.isFinite(v)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntityEmbedding that
                && modelVersion == that.modelVersion
                && asOfMillis == that.asOfMillis
                && supportSize == that.supportSize
                && unknownEntity == that.unknownEntity
                && modelName.equals(that.modelName)
                && Arrays.equals(vector, that.vector);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(vector) * 31 + Long.hashCode(asOfMillis);
    }

    @Override
    public String toString() {
        return "EntityEmbedding[" + modelName + "@" + modelVersion + ", as_of=" + asOf() + ", support=" + supportSize
                + (unknownEntity ? ", default" : "") + ", " + Arrays.toString(vector) + "]";
    }
}

package io.metarefresh.job.flink.serializer;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.FlinkException;
import org.apache.flink.util.InstantiationUtil;

/**
 * The class of a serializer without settings, which is all there is to know of it.
 *
 * @param <T> type of the value
 */
public final class SerializerClassSnapshot<T> implements TypeSerializerSnapshot<T> {
    private static final int VERSION = 1;

    private TypeSerializer<T> serializer;

    /** For Flink, which reads the rest afterwards. */
    public SerializerClassSnapshot() {}

    SerializerClassSnapshot(TypeSerializer<T> serializer) {
        this.serializer = serializer;
    }

    @Override
    public int getCurrentVersion() {
        return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView target) throws IOException {
        target.writeUTF(serializer.getClass().getName());
    }

    @Override
    @SuppressWarnings("unchecked") // its class was written by a serializer of this type
    public void readSnapshot(int version, DataInputView source, ClassLoader classLoader) throws IOException {
        try {
            serializer = InstantiationUtil.instantiate(source.readUTF(), TypeSerializer.class, classLoader);
        } catch (FlinkException e) {
            throw new IOException(e);
        }
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
        return serializer;
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(TypeSerializerSnapshot<T> before) {
        return before.restoreSerializer().equals(serializer)
                ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                : TypeSerializerSchemaCompatibility.incompatible();
    }
}

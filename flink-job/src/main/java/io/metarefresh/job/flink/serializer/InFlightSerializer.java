package io.metarefresh.job.flink.serializer;

import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/**
 * Serializer of a value that is only written between the steps of a running job, and lies in no state.
 *
 * @param <T> type of the value
 */
public abstract class InFlightSerializer<T> extends ValueSerializer<T> {
    private static final long serialVersionUID = 1L;

    @Override
    public final TypeSerializerSnapshot<T> snapshotConfiguration() {
        return new SerializerClassSnapshot<>(this);
    }
}

package io.metarefresh.job.flink;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;

/** The name under which savepoints up to 0.1.0 know {@link io.metarefresh.job.flink.serializer.PackedValueSerializer}. */
public final class PackedValueSerializer {
    private PackedValueSerializer() {}

    /** Leads to the serializer of today. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<byte[]> {
        public Snapshot() {
            super(io.metarefresh.job.flink.serializer.PackedValueSerializer::new);
        }
    }
}

package io.metarefresh.job.flink;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;

/** The name under which savepoints know {@link io.metarefresh.job.flink.serializer.PackedValueSerializer}. It never changes. */
public final class PackedValueSerializer {
    private PackedValueSerializer() {}

    /** Always compatible: every value carries the version of its form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<byte[]> {
        public Snapshot() {
            super(io.metarefresh.job.flink.serializer.PackedValueSerializer::new);
        }
    }
}

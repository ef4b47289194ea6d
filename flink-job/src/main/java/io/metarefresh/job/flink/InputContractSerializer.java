package io.metarefresh.job.flink;

import io.metarefresh.encoding.InputContract;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;

/** The name under which savepoints know {@link io.metarefresh.job.flink.serializer.InputContractSerializer}. It never changes. */
public final class InputContractSerializer {
    private InputContractSerializer() {}

    /** Always compatible: every value carries the version of its form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<InputContract> {
        public Snapshot() {
            super(io.metarefresh.job.flink.serializer.InputContractSerializer::new);
        }
    }
}

package io.metarefresh.job.flink;

import io.metarefresh.encoding.InputContract;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;

/** The name under which savepoints up to 0.1.0 know {@link io.metarefresh.job.flink.serializer.InputContractSerializer}. */
public final class InputContractSerializer {
    private InputContractSerializer() {}

    /** Leads to the serializer of today. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<InputContract> {
        public Snapshot() {
            super(io.metarefresh.job.flink.serializer.InputContractSerializer::new);
        }
    }
}

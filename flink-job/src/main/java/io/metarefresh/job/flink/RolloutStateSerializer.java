package io.metarefresh.job.flink;

import io.metarefresh.job.rollout.RolloutState;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;

/** The name under which savepoints up to 0.1.0 know {@link io.metarefresh.job.flink.serializer.RolloutStateSerializer}. */
public final class RolloutStateSerializer {
    private RolloutStateSerializer() {}

    /** Leads to the serializer of today. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<RolloutState> {
        public Snapshot() {
            super(io.metarefresh.job.flink.serializer.RolloutStateSerializer::new);
        }
    }
}

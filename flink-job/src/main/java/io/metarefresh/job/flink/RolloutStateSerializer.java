package io.metarefresh.job.flink;

import io.metarefresh.job.rollout.RolloutState;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;

/** The name under which savepoints know {@link io.metarefresh.job.flink.serializer.RolloutStateSerializer}. It never changes. */
public final class RolloutStateSerializer {
    private RolloutStateSerializer() {}

    /** Always compatible: every value carries the version of its form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<RolloutState> {
        public Snapshot() {
            super(io.metarefresh.job.flink.serializer.RolloutStateSerializer::new);
        }
    }
}

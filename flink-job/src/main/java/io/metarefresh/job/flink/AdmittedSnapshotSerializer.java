package io.metarefresh.job.flink;

import io.metarefresh.job.record.AdmittedSnapshot;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;

/** The name under which savepoints up to 0.1.0 know {@link io.metarefresh.job.flink.serializer.AdmittedSnapshotSerializer}. */
public final class AdmittedSnapshotSerializer {
    private AdmittedSnapshotSerializer() {}

    /** Leads to the serializer of today. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<AdmittedSnapshot> {
        public Snapshot() {
            super(io.metarefresh.job.flink.serializer.AdmittedSnapshotSerializer::new);
        }
    }
}

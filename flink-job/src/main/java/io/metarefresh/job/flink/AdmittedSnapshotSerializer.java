package io.metarefresh.job.flink;

import io.metarefresh.job.record.AdmittedSnapshot;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;

/** The name under which savepoints know {@link io.metarefresh.job.flink.serializer.AdmittedSnapshotSerializer}. It never changes. */
public final class AdmittedSnapshotSerializer {
    private AdmittedSnapshotSerializer() {}

    /** Always compatible: every value carries the version of its form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<AdmittedSnapshot> {
        public Snapshot() {
            super(io.metarefresh.job.flink.serializer.AdmittedSnapshotSerializer::new);
        }
    }
}

package io.metarefresh.job.flink;

import io.metarefresh.job.record.Announcement;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;

/** The name under which savepoints up to 0.1.0 know {@link io.metarefresh.job.flink.serializer.AnnouncementSerializer}. */
public final class AnnouncementSerializer {
    private AnnouncementSerializer() {}

    /** Leads to the serializer of today. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Announcement> {
        public Snapshot() {
            super(io.metarefresh.job.flink.serializer.AnnouncementSerializer::new);
        }
    }
}

package io.metarefresh.job.flink;

import io.metarefresh.job.record.Announcement;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;

/** The name under which savepoints know {@link io.metarefresh.job.flink.serializer.AnnouncementSerializer}. It never changes. */
public final class AnnouncementSerializer {
    private AnnouncementSerializer() {}

    /** Always compatible: every value carries the version of its form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Announcement> {
        public Snapshot() {
            super(io.metarefresh.job.flink.serializer.AnnouncementSerializer::new);
        }
    }
}

package io.metarefresh.job.flink.operator;

import io.metarefresh.job.record.EntityInteraction;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.RelativeClock;

/**
 * Watermarks from accepted interactions, per partition of the source: the least of the newest event times of the partitions that are
 * not idle. A source's own watermarks would count records that decode refuses, a far-future event among them.
 *
 * <p>Nothing is emitted before one idleness has passed, because a partition that was not read yet is not known here.
 *
 * <p>Decision: {@code docs/decisions/0011-watermarks-after-decode.md}.
 */
public final class PartitionWatermarks implements WatermarkGenerator<EntityInteraction> {
    private final RelativeClock clock;
    private final long idlenessNanos;
    private final long startNanos;
    private final Map<Integer, Partition> partitions = new HashMap<>();

    private static final class Partition {
        private long newestEventTimeMillis = Long.MIN_VALUE;
        private long lastSeenNanos;
    }

    public PartitionWatermarks(RelativeClock clock, Duration idleness) {
        this.clock = clock;
        this.idlenessNanos = idleness.toNanos();
        this.startNanos = clock.relativeTimeNanos();
    }

    @Override
    public void onEvent(EntityInteraction event, long eventTimeMillis, WatermarkOutput output) {
        Partition partition = partitions.computeIfAbsent(event.partition(), id -> new Partition());
        partition.newestEventTimeMillis =
                Math.max(partition.newestEventTimeMillis, event.row().eventTimeMillis());
        partition.lastSeenNanos = clock.relativeTimeNanos();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        long nowNanos = clock.relativeTimeNanos();
        if (nowNanos - startNanos < idlenessNanos) {
            return;
        }
        long least = Long.MAX_VALUE;
        for (Partition partition : partitions.values()) {
            if (nowNanos - partition.lastSeenNanos <= idlenessNanos) {
                least = Math.min(least, partition.newestEventTimeMillis);
            }
        }
        if (least == Long.MAX_VALUE) {
            output.markIdle();
        } else {
            // One less than the least number is the greatest, which would be the end of the input.
            output.emitWatermark(new Watermark(Math.max(least, Long.MIN_VALUE + 1) - 1));
        }
    }
}

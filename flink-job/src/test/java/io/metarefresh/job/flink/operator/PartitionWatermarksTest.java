package io.metarefresh.job.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.record.EntityInteraction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.ManualClock;
import org.junit.jupiter.api.Test;

class PartitionWatermarksTest {
    private final ManualClock clock = new ManualClock();
    private final List<String> emitted = new ArrayList<>();
    private final WatermarkOutput output = new WatermarkOutput() {
        @Override
        public void emitWatermark(Watermark watermark) {
            emitted.add(Long.toString(watermark.getTimestamp()));
        }

        @Override
        public void markIdle() {
            emitted.add("idle");
        }

        @Override
        public void markActive() {
            emitted.add("active");
        }
    };
    private final PartitionWatermarks watermarks = new PartitionWatermarks(clock, Duration.ofSeconds(10));

    private void event(int partition, long timeMillis) {
        watermarks.onEvent(
                new EntityInteraction("m", TestingEvents.interaction("e", "m", timeMillis), partition, 0),
                timeMillis,
                output);
    }

    private String emit() {
        emitted.clear();
        watermarks.onPeriodicEmit(output);
        return String.join(",", emitted);
    }

    @Test
    void theSlowestActivePartitionDecides() {
        clock.advanceTime(Duration.ofSeconds(10));
        event(0, 1000);
        event(1, 500);
        event(0, 700);
        assertThat(emit()).isEqualTo("499");
        event(1, 2000);
        assertThat(emit()).isEqualTo("999");
    }

    @Test
    void aSilentPartitionStopsToHoldTimeBackAndAllSilentOnesAreIdle() {
        event(0, 1000);
        clock.advanceTime(Duration.ofSeconds(9));
        event(1, 2000);
        clock.advanceTime(Duration.ofSeconds(2));
        assertThat(emit()).isEqualTo("1999");
        clock.advanceTime(Duration.ofSeconds(20));
        assertThat(emit()).isEqualTo("idle");
        event(0, 3000);
        assertThat(emit()).isEqualTo("2999");
    }

    @Test
    void nothingIsEmittedBeforeEveryPartitionHadTheChanceToBeRead() {
        event(0, 1000);
        clock.advanceTime(Duration.ofSeconds(9));
        assertThat(emit()).isEmpty();
    }

    @Test
    void theLeastTimeThereIsDoesNotTurnIntoTheEndOfTheInput() {
        clock.advanceTime(Duration.ofSeconds(10));
        event(0, Long.MIN_VALUE);
        assertThat(emit()).isEqualTo(Long.toString(Long.MIN_VALUE));
    }
}

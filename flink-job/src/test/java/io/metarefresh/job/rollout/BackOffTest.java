package io.metarefresh.job.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackOffTest {
    @Test
    void waitsDoubleUpToTheLongestAndAttemptsAreCounted() {
        BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(10), 5);
        assertThat(IntStream.rangeClosed(1, 6).mapToObj(backOff::after))
                .extracting(Duration::toSeconds)
                .containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
        assertThat(backOff.allows(4)).isTrue();
        assertThat(backOff.allows(5)).isFalse();
        assertThat(backOff.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(10));
    }
}

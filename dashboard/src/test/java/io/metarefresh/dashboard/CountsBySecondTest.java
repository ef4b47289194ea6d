package io.metarefresh.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CountsBySecondTest {
    private final CountsBySecond seconds = new CountsBySecond();

    @Test
    void eachSecondBeforeNowHasItsCount() {
        seconds.add(10_000);
        seconds.add(10_999);
        seconds.add(12_500);
        long[] counts = seconds.before(13_200);
        assertThat(Arrays.copyOfRange(counts, CountsBySecond.KEPT - 3, CountsBySecond.KEPT))
                .containsExactly(2, 0, 1);
    }

    @Test
    void whatIsOlderThanIsKeptCountsInTheTotalAlone() {
        seconds.add(1_000_000);
        seconds.add(1_000);
        assertThat(seconds.total()).isEqualTo(2);
        assertThat(Arrays.stream(seconds.before(1_001_000)).sum()).isEqualTo(1);
    }

    @Test
    void theSecondThatTakesAnOldOnesPlaceBeginsAtZero() {
        seconds.add(10_000);
        seconds.add(60_000);
        seconds.add(10_000 + CountsBySecond.KEPT * 1000L);
        assertThat(seconds.before(11_000 + CountsBySecond.KEPT * 1000L)[CountsBySecond.KEPT - 1])
                .isEqualTo(1);
    }

    @Test
    void silenceIsZero() {
        seconds.add(1_000);
        assertThat(seconds.before(1_000_000)).containsOnly(0L);
        seconds.add(1_000_000);
        assertThat(Arrays.stream(seconds.before(1_001_000)).sum()).isEqualTo(1);
    }
}

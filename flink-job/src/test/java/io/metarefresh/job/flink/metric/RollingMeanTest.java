package io.metarefresh.job.flink.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RollingMeanTest {
    @Test
    void itIsOfTheLastValuesAndOfNothingWithoutAny() {
        RollingMean mean = new RollingMean(2);
        assertThat(mean.mean()).isNaN();
        mean.add(8);
        assertThat(mean.mean()).isEqualTo(8);
        mean.add(2);
        mean.add(4);
        assertThat(mean.mean()).isEqualTo(3);
    }
}

package io.metarefresh.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionOffsetsTest {
    @Test
    void isReadAsItIsWritten() {
        PartitionOffsets offsets = PartitionOffsets.parse(" 1@20, 0@17 10@0");
        assertThat(offsets.byPartition()).isEqualTo(Map.of(0, 17L, 1, 20L, 10, 0L));
        assertThat(offsets).hasToString("0@17 1@20 10@0");
        assertThat(PartitionOffsets.parse(offsets.toString())).isEqualTo(offsets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "17", "0@", "@1", "0@1@2", "0@-1", "-1@1", "0@1 0@2", "0@x"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> PartitionOffsets.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected partition@offset pairs such as 0@17 1@20");
    }
}

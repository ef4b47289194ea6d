package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class ForgottenAtTest {

    @Test
    void isDecimalText() {
        Headers headers = new RecordHeaders();
        assertThat(ForgottenAt.of(headers)).isEmpty();
        headers.add("forgotten-at", "1700000000123".getBytes(StandardCharsets.UTF_8));
        assertThat(ForgottenAt.of(headers)).hasValue(1_700_000_000_123L);
        assertThat(ForgottenAt.encode(1_700_000_000_123L)).isEqualTo("1700000000123".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anythingElseIsRefused() {
        assertThatThrownBy(() -> ForgottenAt.of(new RecordHeaders().add("forgotten-at", new byte[] {'x'})))
                .isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> ForgottenAt.of(new RecordHeaders().add("forgotten-at", null)))
                .isInstanceOf(NumberFormatException.class);
    }
}

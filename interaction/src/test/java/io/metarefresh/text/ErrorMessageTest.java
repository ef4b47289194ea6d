package io.metarefresh.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorMessageTest {
    @Test
    void anErrorWithoutMessageIsItsKind() {
        assertThat(ErrorMessage.of(new IllegalStateException("broken"))).isEqualTo("broken");
        assertThat(ErrorMessage.of(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @Test
    void theInnermostCauseIsTheLastOfTheChain() {
        Exception innermost = new IllegalArgumentException("the truststore is not there");
        assertThat(InnermostCause.of(new IllegalStateException("a", new RuntimeException("b", innermost))))
                .isSameAs(innermost);
        assertThat(InnermostCause.of(innermost)).isSameAs(innermost);
    }
}

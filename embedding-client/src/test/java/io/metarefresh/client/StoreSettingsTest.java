package io.metarefresh.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.schemas.RegistrySettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoreSettingsTest {

    @Test
    void everythingWrongIsNamedAtOnce() {
        assertThatThrownBy(() -> new StoreSettings(
                        Map.of("group.id", "g", "isolation.level", "read_uncommitted"),
                        RegistrySettings.of(""),
                        "t",
                        Optional.of("t"),
                        Optional.of(" "),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(-1),
                        Duration.ZERO))
                .isInstanceOf(StoreException.class)
                .hasMessage("settings of the embedding store: kafka.bootstrap.servers is not set; "
                        + "kafka.group.id is set, but the store decides it; "
                        + "kafka.isolation.level is set, but the store decides it; registry.url is not set; "
                        + "snapshotTopic and embeddingTopic are both t; modelName is empty; "
                        + "keepPrevious = PT-1S, must not be negative; "
                        + "startTimeout = PT0S, must be positive");
    }

    @Test
    void passwordsAreNotShown() {
        StoreSettings settings = StoreSettings.of("broker:9092", "http://registry")
                .withKafka("sasl.jaas.config", "password=\"secret\"")
                .withRegistry(new RegistrySettings("http://registry", Map.of("basic.auth.user.info", "u:secret")));
        assertThat(settings.toString()).contains("sasl.jaas.config").doesNotContain("secret");
    }

    @Test
    void aBrokerThatDoesNotAnswerIsAClearErrorWithinTheStartTimeout() {
        StoreSettings settings =
                StoreSettings.of("127.0.0.1:1", "http://127.0.0.1:1").withStartTimeout(Duration.ofMillis(300));
        assertThatThrownBy(() -> MetaEmbeddingStore.open(settings))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("127.0.0.1:1")
                .hasMessageContaining("PT0.3S");
    }
}

package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CommittedReaderTest {
    @Test
    void whatItDecidesIsNotASettingOfTheUser() {
        Map<String, Object> settings = CommittedReader.settings(
                Map.of(
                        "bootstrap.servers", "broker:9092",
                        "isolation.level", "read_uncommitted",
                        "enable.auto.commit", "true",
                        "auto.offset.reset", "latest",
                        "allow.auto.create.topics", "true"),
                "none");

        assertThat(settings)
                .isEqualTo(Map.of(
                        "bootstrap.servers", "broker:9092",
                        "isolation.level", "read_committed",
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "none",
                        "allow.auto.create.topics", "false"));
    }
}

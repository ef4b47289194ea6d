package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private final Topics.Sizing sizing = Topics.Sizing.of(6, (short) 3).withMaxRecordBytes(100_000);

    @Test
    void everySettingThatCompactionDependsOnIsExplicit() {
        for (TopicDefinition topic : List.of(
                Topics.memberProfiles("p", sizing),
                Topics.metaEmbeddings("e", sizing),
                Topics.modelSnapshots("s", sizing),
                Topics.aliases("a", sizing),
                Topics.status("h", sizing))) {
            assertThat(topic.config())
                    .containsEntry("cleanup.policy", "compact")
                    .containsEntry("retention.ms", "-1")
                    .containsEntry("retention.bytes", "-1")
                    .containsKeys(
                            TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                            TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                            TopicConfig.DELETE_RETENTION_MS_CONFIG,
                            TopicConfig.SEGMENT_MS_CONFIG,
                            TopicConfig.SEGMENT_BYTES_CONFIG,
                            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG);
        }
    }

    @Test
    void interactionsAndDeadLettersAreKeptForATime() {
        assertThat(Topics.interactions("i", sizing).config())
                .containsEntry("cleanup.policy", "delete")
                .containsEntry(
                        "retention.ms",
                        Long.toString(sizing.interactionRetention().toMillis()))
                .containsEntry("max.message.bytes", "100000");
        assertThat(Topics.deadLetters("d", sizing).config())
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("max.message.bytes", Integer.toString(100_000 + 64 * 1024));
    }

    @Test
    void whoWasForgottenIsKnownForLongerThanWhatWasErased() {
        for (int interactionDays : new int[] {1, 7, 30}) {
            Topics.Sizing kept = new Topics.Sizing(
                    6, (short) 3, 100_000, Duration.ofDays(interactionDays), Duration.ofDays(7), Duration.ofDays(30));
            Duration tombstones = millis(Topics.memberProfiles("p", kept), TopicConfig.DELETE_RETENTION_MS_CONFIG);
            TopicDefinition interactions = Topics.interactions("i", kept);
            assertThat(tombstones)
                    .isGreaterThan(millis(interactions, TopicConfig.RETENTION_MS_CONFIG)
                            .plus(millis(interactions, TopicConfig.SEGMENT_MS_CONFIG)))
                    .isGreaterThanOrEqualTo(kept.tombstoneRetention());
            assertThat(millis(Topics.metaEmbeddings("e", kept), TopicConfig.DELETE_RETENTION_MS_CONFIG))
                    .isEqualTo(kept.tombstoneRetention());
        }
    }

    private static Duration millis(TopicDefinition topic, String setting) {
        return Duration.ofMillis(Long.parseLong(topic.config().get(setting)));
    }

    @Test
    void everyTopicIsStampedByTheBrokerAndTheSmallOnesHaveOnePartition() {
        List<TopicDefinition> all = Topics.all(TopicNames.DEFAULT, sizing);
        assertThat(all)
                .extracting(TopicDefinition::name)
                .containsExactly(
                        "interactions",
                        "member-profiles",
                        "meta-embeddings",
                        "model-snapshots",
                        "metarefresh-dead-letters",
                        "metarefresh-aliases",
                        "metarefresh-status");
        assertThat(all).extracting(TopicDefinition::partitions).containsExactly(6, 6, 6, 1, 6, 1, 1);
        assertThat(all).allSatisfy(t -> assertThat(t.config())
                .containsEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
    }

    @Test
    void aTopicWithoutPartitionsIsRefused() {
        assertThatThrownBy(() -> new TopicDefinition("t", 0, (short) 1, Map.of()))
                .hasMessage("topic t: partitions = 0, at least 1");
    }
}

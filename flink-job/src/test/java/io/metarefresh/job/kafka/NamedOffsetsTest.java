package io.metarefresh.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.TestingJobConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NamedOffsetsTest {
    private final NamedOffsets topic = new NamedOffsets("clicks", new TreeMap<>(Map.of(0, 10L, 1, 20L, 2, 0L)));
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private void check(String... offsets) throws ConfigException {
        topic.check(TestingJobConfig.of(offsets), problems::add, warnings::add);
    }

    @Test
    void everyPartitionNamedWithinItsTopicIsFine() throws ConfigException {
        check("input.start-offsets", "0@0 1@20 2@0", "input.end-offsets", "0@10 1@20 2@0");
        check();
        assertThat(problems).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aPartitionThatIsLeftOutIsRefusedWhereTheInputEnds() throws ConfigException {
        check("input.start-offsets", "0@0 1@0", "input.end-offsets", "0@10 2@0");
        assertThat(problems)
                .containsExactly(
                        "input.start-offsets: '0@0 1@0' says nothing of partition 2 of topic 'clicks'; 2@0 where the topic got it later",
                        "input.end-offsets: '0@10 2@0' says nothing of partition 1 of topic 'clicks'; 1@0 where the topic got it later");
        assertThat(warnings).isEmpty();
    }

    @Test
    void aJobThatGoesOnStartsAfterItsTopicGotPartitions() throws ConfigException {
        check("input.start-offsets", "0@0 1@0");
        assertThat(problems).isEmpty();
        assertThat(warnings).singleElement().asString().contains("says nothing of partition 2");
    }

    @Test
    void anOffsetBehindTheEndIsRefused() throws ConfigException {
        check("input.start-offsets", "0@11 1@0 2@0");
        check("input.end-offsets", "0@10 1@21 2@0");
        assertThat(problems)
                .containsExactly(
                        "input.start-offsets: '0@11 1@0 2@0' lies behind the end 10 of partition 0 of topic 'clicks'",
                        "input.end-offsets: '0@10 1@21 2@0' lies behind the end 20 of partition 1 of topic 'clicks'");
    }

    @Test
    void aPartitionThatTheTopicDoesNotHaveIsRefused() throws ConfigException {
        check("input.end-offsets", "0@0 1@0 2@0 7@0 3@0");
        assertThat(problems)
                .containsExactly(
                        "input.end-offsets: '0@0 1@0 2@0 3@0 7@0' names partition 3, which topic 'clicks' does not have",
                        "input.end-offsets: '0@0 1@0 2@0 3@0 7@0' names partition 7, which topic 'clicks' does not have");
    }
}

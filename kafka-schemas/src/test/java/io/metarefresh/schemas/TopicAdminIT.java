package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.local.LocalBroker;
import io.metarefresh.schemas.TopicAdmin.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicAdminIT {

    @Test
    void createsOnceAndReportsWhatDiffers(@TempDir Path directory) {
        List<TopicDefinition> topics = Topics.all(TopicNames.DEFAULT, Topics.Sizing.of(2, (short) 1));
        try (LocalBroker broker = LocalBroker.start(LocalBroker.Settings.in(directory));
                TopicAdmin admin = new TopicAdmin(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(admin.check(topics)).extracting(TopicAdmin.Result::state).containsOnly(State.MISSING);
            assertThat(admin.create(topics))
                    .extracting(TopicAdmin.Result::state)
                    .containsOnly(State.CREATED);
            assertThat(admin.create(topics))
                    .extracting(TopicAdmin.Result::state)
                    .containsOnly(State.UNCHANGED);

            TopicDefinition changed = new TopicDefinition("interactions", 3, (short) 1, Map.of("retention.ms", "1"));
            assertThat(admin.create(List.of(changed)))
                    .containsExactly(new TopicAdmin.Result(
                            "interactions",
                            State.DIFFERENT,
                            List.of("partitions: 2, should be 3", "retention.ms: 604800000, should be 1")));
            var embeddings = admin.describe("meta-embeddings").orElseThrow();
            assertThat(embeddings.config())
                    .containsEntry("cleanup.policy", "compact")
                    .containsEntry("message.timestamp.type", "LogAppendTime");
            assertThat(admin.describe("nothing")).isEmpty();
        }
    }
}

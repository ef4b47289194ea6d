package io.metarefresh.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page applies the contract of its snapshot, as the job does: what cannot be encoded keeps nothing else from being shown. */
class UnencodableRecordsTest {
    private final LiveView view =
            new LiveView(EntityKind.MEMBER, new SnapshotPredictor(TestingModel.snapshot("testing", 1, 0)));

    private static Features dense(String name, float... values) {
        return new Features(Map.of(name, values), Map.of());
    }

    private void interaction(float... x) {
        view.interaction(new Interaction("e", 0, "m", "item", 5, 1, 1, dense("x", x)), 20, 20);
    }

    @Test
    void interactionsAndProfilesOfAnotherWidthAreCountedAndTheOthersArePredicted() {
        view.embedding(TestingRecords.embedding("m", 1, 1, 2), 10);
        view.profile("m", dense("age", 1));
        interaction(1);
        interaction(1, 2);

        view.advance(20 + PublishedLift.WAIT_MILLIS);

        JsonNode state = new ObjectMapper().valueToTree(view.state(3000));
        assertThat(state.path("unreadable_records").asInt()).isEqualTo(2);
        assertThat(state.path("throughput").path("interactions_total").asInt()).isEqualTo(1);
        assertThat(state.path("lift").path("predictions").asInt()).isEqualTo(1);
    }
}

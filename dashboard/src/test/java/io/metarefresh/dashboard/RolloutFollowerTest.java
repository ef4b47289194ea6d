package io.metarefresh.dashboard;

import static io.metarefresh.dashboard.TestingRecords.activation;
import static io.metarefresh.dashboard.TestingRecords.embeddingOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RolloutFollowerTest {
    private final TestingPredictor first = new TestingPredictor(1);
    private final LiveView view = new LiveView(EntityKind.MEMBER, first);
    private final Map<String, Snapshot> lying = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private long nowMillis = 1_000_000;
    private final RolloutFollower rollouts = new RolloutFollower(
            view,
            TestingModel.snapshot("testing", 1, 0),
            this::load,
            snapshot -> new TestingPredictor(snapshot.manifest().modelVersion()),
            () -> nowMillis);

    private Snapshot load(String uri, String sha256) throws SnapshotException {
        asked.add(uri + " " + sha256);
        if (!lying.containsKey(uri)) {
            throw new SnapshotException("'" + uri + "' cannot be read");
        }
        return lying.get(uri);
    }

    private long predictingVersion() {
        return new ObjectMapper()
                .valueToTree(view.state(nowMillis))
                .path("lift")
                .path("model_version")
                .asLong();
    }

    private void published(long version) {
        view.embedding(embeddingOf(version), nowMillis);
    }

    @Test
    void whatIsPublishedIsPredictedWith() {
        lying.put("/models/2", TestingModel.snapshot("testing", 2, 0));
        view.snapshot(activation(2));
        published(2);
        rollouts.follow();
        assertThat(asked).containsExactly("/models/2 " + "0".repeat(64));
        assertThat(predictingVersion()).isEqualTo(2);
        assertThat(first.closed).isTrue();
        assertThat(rollouts.trouble()).isNull();
        rollouts.follow();
        assertThat(asked).hasSize(1);
    }

    @Test
    void anAnnouncementAloneMovesNothing() {
        lying.put("/models/2", TestingModel.snapshot("testing", 2, 0));
        view.snapshot(activation(2));
        published(1);
        rollouts.follow();
        assertThat(asked).isEmpty();
        assertThat(rollouts.trouble()).isNull();
    }

    @Test
    void anAnnouncementThatIsReadLateIsNotTooLate() {
        lying.put("/models/2", TestingModel.snapshot("testing", 2, 0));
        published(2);
        rollouts.follow();
        assertThat(rollouts.trouble()).isEqualTo("version 2 is not announced");
        view.snapshot(activation(2));
        rollouts.follow();
        assertThat(predictingVersion()).isEqualTo(2);
        assertThat(rollouts.trouble()).isNull();
    }

    @Test
    void whatCannotBeReadLeavesTheOneBeforeAndIsTriedAgainAfterAPause() {
        view.snapshot(activation(2));
        published(2);
        rollouts.follow();
        assertThat(rollouts.trouble()).isEqualTo("version 2 cannot be loaded: '/models/2' cannot be read");
        assertThat(predictingVersion()).isEqualTo(1);
        assertThat(first.closed).isFalse();

        lying.put("/models/2", TestingModel.snapshot("testing", 2, 0));
        nowMillis += RolloutFollower.PAUSE.toMillis() - 1;
        rollouts.follow();
        assertThat(asked).hasSize(1);
        nowMillis++;
        rollouts.follow();
        assertThat(predictingVersion()).isEqualTo(2);
    }

    @Test
    void thePauseIsOfTheVersionThatFailed() {
        view.snapshot(activation(2));
        published(2);
        rollouts.follow();
        lying.put("/models/3", TestingModel.snapshot("testing", 3, 0));
        view.snapshot(activation(3));
        published(3);
        rollouts.follow();
        assertThat(predictingVersion()).isEqualTo(3);
    }

    @Test
    void anotherGlobalBlockIsRefused() {
        lying.put("/models/2", TestingModel.snapshot("testing", 2, 0.5f));
        view.snapshot(activation(2));
        published(2);
        rollouts.follow();
        assertThat(rollouts.trouble()).startsWith("version 2 cannot be loaded: it has another global block");
        assertThat(predictingVersion()).isEqualTo(1);
    }

    @Test
    void anotherModelThanTheAnnouncedIsRefused() {
        view.snapshot(activation(2));
        published(2);
        lying.put("/models/2", TestingModel.snapshot("testing", 5, 0));
        rollouts.follow();
        assertThat(rollouts.trouble()).isEqualTo("version 2 cannot be loaded: what lies at '/models/2' is testing@5");
        nowMillis += RolloutFollower.PAUSE.toMillis();
        lying.put("/models/2", TestingModel.snapshot("other", 2, 0));
        rollouts.follow();
        assertThat(rollouts.trouble()).endsWith("is other@2");
        assertThat(predictingVersion()).isEqualTo(1);
    }
}

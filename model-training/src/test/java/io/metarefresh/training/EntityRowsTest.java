package io.metarefresh.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.dataset.Profiles;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EntityRowsTest {
    private static final Features FIRST = new Features(Map.of("n", new float[] {1}), Map.of());
    private static final Features SECOND = new Features(Map.of("n", new float[] {2}), Map.of());
    private static final Features THIRD = new Features(Map.of("n", new float[] {3}), Map.of());

    private final List<Interaction> interactions = new ArrayList<>();
    private final Profiles.Builder profiles = new Profiles.Builder();

    @Test
    void aTaskSeesTheProfileThatWasKnownAtItsCut() {
        add("m", 0, FIRST);
        add("steady", 1, FIRST);
        add("m", 2, SECOND);
        add("m", 3, SECOND);
        add("m", 4, THIRD);
        Histories histories = new Histories(interactions, EntityKind.MEMBER);
        EntityRows rows = new EntityRows(histories, profiles.build());

        assertThat(rows.rows()).extracting(FeatureRow::features).containsExactly(FIRST, SECOND, FIRST);
        assertThat(List.of(rows.row(0, 0), rows.row(0, 1), rows.row(0, 2), rows.row(0, 3)))
                .as("what came with a row is known from the next one on, and what came with the last one never")
                .containsExactly(0, 0, 1, 1);
        assertThat(rows.row(1, 0)).isEqualTo(2);
    }

    @Test
    void whatOnlyLaterTimeKnowsIsNotTrainedOn() {
        for (int i = 0; i < 10; i++) {
            add("m", i, i < 7 ? FIRST : SECOND);
        }
        Histories histories = new Histories(interactions, EntityKind.MEMBER);
        EntityRows rows = new EntityRows(histories, profiles.build());
        assertThat(rows.rows()).hasSize(2);
        assertThat(rows.trainable(TrainingSplit.of(histories, 0, 0.2, new SplittableRandom(1))))
                .containsExactly(0);
        assertThat(rows.trainable(TrainingSplit.of(histories, 0, 0, new SplittableRandom(1))))
                .containsExactly(0, 1);
    }

    private void add(String member, long time, Features profile) {
        interactions.add(new Interaction("e" + time, 0, member, "i", time, 1, 1, Features.NONE));
        profiles.add(member, time, profile);
    }
}

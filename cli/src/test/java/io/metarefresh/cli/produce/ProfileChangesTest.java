package io.metarefresh.cli.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.Profiles;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfileChangesTest {
    private static final Features FIRST = new Features(Map.of("age", new float[] {1}), Map.of());
    private static final Features SECOND = new Features(Map.of("age", new float[] {2}), Map.of());

    @Test
    void aProfileGoesOnceBeforeTheInteractionThatItCameWith() {
        ProfileChanges changes = new ProfileChanges(data(), EntityKind.MEMBER);

        assertThat(changes.before(row("m", 10))).contains(FIRST);
        assertThat(changes.before(row("m", 20))).isEmpty();
        assertThat(changes.before(row("m", 30))).contains(SECOND);
        assertThat(changes.before(row("m", 40))).isEmpty();
        assertThat(changes.before(row("without any", 40))).isEmpty();
        assertThat(changes.before(row("m", 10))).as("from the beginning again").contains(FIRST);
    }

    @Test
    void aJobOfItemsIsGivenNoProfilesOfMembers() {
        assertThat(new ProfileChanges(data(), EntityKind.ITEM).before(row("m", 10)))
                .isEmpty();
    }

    private static Dataset data() {
        Profiles.Builder profiles = new Profiles.Builder();
        profiles.add("m", 10, FIRST);
        profiles.add("m", 30, SECOND);
        return new Dataset(List.of(row("m", 10), row("m", 30)), profiles.build());
    }

    private static Interaction row(String member, long time) {
        return new Interaction("e" + time, 0, member, "i", time, 1, 1, Features.NONE);
    }
}

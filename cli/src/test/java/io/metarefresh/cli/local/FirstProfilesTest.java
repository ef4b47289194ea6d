package io.metarefresh.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstProfilesTest {
    private static final Features PROFILE = new Features(Map.of("age", new float[] {1}), Map.of());
    private static final Dataset DATA =
            new Dataset(List.of(row("with", "i"), row("without", "i"), row("with", "j")), Map.of("with", PROFILE));

    private static Interaction row(String member, String item) {
        return new Interaction(member + item, 0, member, item, 1, 1, 1, Features.NONE);
    }

    private static long produced(EntityKind entity) {
        FirstProfiles profiles = new FirstProfiles(DATA, entity);
        return DATA.interactions().stream()
                .filter(row -> profiles.before(row).isPresent())
                .count();
    }

    @Test
    void aMembersProfileGoesBeforeItsFirstInteractionOnly() {
        FirstProfiles profiles = new FirstProfiles(DATA, EntityKind.MEMBER);
        assertThat(profiles.before(DATA.interactions().get(0))).contains(PROFILE);
        assertThat(produced(EntityKind.MEMBER)).isEqualTo(1);
    }

    @Test
    void aJobOfItemsIsGivenNoProfilesOfMembers() {
        assertThat(produced(EntityKind.ITEM)).isZero();
    }
}

package io.metarefresh.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.dataset.Profiles;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfileChangesTest {
    private static final Features FIRST = new Features(Map.of(), Map.of("country", List.of("AT")));
    private static final Features SECOND = new Features(Map.of(), Map.of("country", List.of("BR")));

    @Test
    void aProfileGoesOnceBeforeTheRowThatItCameWith() {
        Profiles.Builder builder = new Profiles.Builder();
        builder.add("m", 10, FIRST);
        builder.add("m", 30, SECOND);
        ProfileChanges changes = new ProfileChanges(builder.build());

        assertThat(changes.due(row("m", 10))).isSameAs(FIRST);
        assertThat(changes.due(row("m", 20))).isNull();
        assertThat(changes.due(row("m", 30))).isSameAs(SECOND);
        assertThat(changes.due(row("m", 40))).isNull();
        assertThat(changes.due(row("without any", 40))).isNull();
        assertThat(changes.due(row("m", 10))).as("from the beginning again").isSameAs(FIRST);
    }

    private static Interaction row(String member, long time) {
        return new Interaction("e" + time, 0, member, "i", time, 1, 1, Features.NONE);
    }
}

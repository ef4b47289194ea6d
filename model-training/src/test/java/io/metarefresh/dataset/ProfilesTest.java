package io.metarefresh.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Features;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfilesTest {
    private static final Features YOUNG = age(20);
    private static final Features OLDER = age(21);

    private final Profiles.Builder builder = new Profiles.Builder();

    @Test
    void theFirstIsKnownBeforeAnythingHappensAndAChangeAfterItsMoment() {
        builder.add("m", 100, YOUNG);
        builder.add("m", 200, OLDER);
        Profiles profiles = builder.build();

        assertThat(profiles.before("m", 100)).isSameAs(YOUNG);
        assertThat(profiles.before("m", 200)).isSameAs(YOUNG);
        assertThat(profiles.at("m", 200)).isSameAs(OLDER);
        assertThat(profiles.before("m", 201)).isSameAs(OLDER);
        assertThat(profiles.last("m")).isSameAs(OLDER);
        assertThat(profiles.last("somebody else")).isSameAs(Features.NONE);
    }

    @Test
    void whatComesWithALaterRowWasNotKnownInTheBeginning() {
        builder.add("m", 100, Features.NONE);
        builder.add("m", 200, YOUNG);
        Profiles profiles = builder.build();

        assertThat(profiles.before("m", 200)).isSameAs(Features.NONE);
        assertThat(profiles.before("m", 300)).isSameAs(YOUNG);
    }

    @Test
    void aRowWithoutFeaturesOrWithTheSameChangesNothing() {
        builder.add("m", 100, YOUNG);
        builder.add("m", 200, age(20));
        builder.add("m", 300, Features.NONE);

        assertThat(builder.build().all("m")).containsExactly(YOUNG);
    }

    @Test
    void whatWasKnownInAMomentHasNothingLater() {
        builder.add("m", 100, YOUNG);
        builder.add("m", 200, OLDER);
        builder.add("late", 150, Features.NONE);
        builder.add("late", 300, YOUNG);

        Profiles earlier = builder.build().until(199);

        assertThat(earlier.last("m")).isSameAs(YOUNG);
        assertThat(earlier.memberIds()).containsExactly("m");
        assertThat(builder.build().until(200).last("m")).isSameAs(OLDER);
    }

    @Test
    void profilesOfOneSortAreComparedByTheirValues() {
        Features a = new Features(Map.of("x", new float[] {1, 2}), Map.of("y", List.of("z")));
        assertThat(Profiles.same(a, new Features(Map.of("x", new float[] {1, 2}), Map.of("y", List.of("z")))))
                .isTrue();
        assertThat(Profiles.same(a, new Features(Map.of("x", new float[] {1, 3}), Map.of("y", List.of("z")))))
                .isFalse();
        assertThat(Profiles.same(a, new Features(Map.of("x", new float[] {1, 2}), Map.of("other", List.of("z")))))
                .isFalse();
        assertThat(Profiles.same(a, new Features(Map.of(), Map.of("y", List.of("z")))))
                .isFalse();
    }

    private static Features age(float years) {
        return new Features(Map.of("age", new float[] {years}), Map.of());
    }
}

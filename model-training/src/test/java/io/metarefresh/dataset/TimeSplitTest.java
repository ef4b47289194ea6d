package io.metarefresh.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimeSplitTest {
    private static final Dataset TEN = new Dataset(
            IntStream.range(0, 10)
                    .mapToObj(i -> new Interaction("e" + i, 0, "m", "i", i, 1, 1, Features.NONE))
                    .toList(),
            Map.of());

    @Test
    void cutsByTimeAndLosesNothing() {
        TimeSplit split = TimeSplit.of(TEN, 0.75);

        assertThat(split.first().interactions()).isEqualTo(TEN.interactions().subList(0, 7));
        assertThat(split.rest().interactions()).isEqualTo(TEN.interactions().subList(7, 10));
    }

    @Test
    void aPartMayBeEmpty() {
        assertThat(TimeSplit.of(TEN, 0).first().interactions()).isEmpty();
        assertThat(TimeSplit.of(TEN, 1).rest().interactions()).isEqualTo(List.of());
    }

    @Test
    void theFirstPartDoesNotKnowWhatProfilesBecame() {
        Features before = new Features(Map.of(), Map.of("country", List.of("AT")));
        Features after = new Features(Map.of(), Map.of("country", List.of("BR")));
        Profiles.Builder profiles = new Profiles.Builder();
        profiles.add("m", 0, before);
        profiles.add("m", 8, after);

        TimeSplit split = TimeSplit.of(new Dataset(TEN.interactions(), profiles.build()), 0.75);

        assertThat(split.first().profile("m")).isSameAs(before);
        assertThat(split.rest().profile("m")).isSameAs(after);
    }

    @Test
    void refusesAShareThatIsNone() {
        assertThatThrownBy(() -> TimeSplit.of(TEN, 1.5)).hasMessage("share must be from 0 to 1, not 1.5");
    }
}

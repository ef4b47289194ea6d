package io.metarefresh.evaluation.yardstick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningMeansTest {
    private static Interaction event(String member, String item, float label) {
        return new Interaction(member + item, 0, member, item, 0, label, 1, Features.NONE);
    }

    @Test
    void predictsFromWhatCameBeforeOnly() {
        List<Interaction> events =
                List.of(event("a", "x", 1), event("a", "y", 0), event("b", "x", 1), event("a", "x", 0));
        float[] predictions = RunningMeans.predict(events, 0);
        assertThat(predictions[0]).isEqualTo(0.5f);
        // Mean so far 1: member a has (1 + 5) / 6, item y (0 + 5) / 5.
        assertThat(predictions[1]).isEqualTo(1f);
        // Mean so far 2/3: member a (1 + 10/3) / 7, item x (2 + 10/3) / 7.
        assertThat(predictions[3]).isCloseTo((float) ((13.0 / 3 / 7 + 16.0 / 3 / 7) / 2), within(1e-6f));
    }

    @Test
    void predictionsFromASplitOnAreThoseOfTheWholeRun() {
        List<Interaction> events =
                List.of(event("a", "x", 1), event("a", "y", 0), event("b", "x", 1), event("a", "x", 0));
        float[] all = RunningMeans.predict(events, 0);
        assertThat(RunningMeans.predict(events, 2)).containsExactly(all[2], all[3]);
    }
}

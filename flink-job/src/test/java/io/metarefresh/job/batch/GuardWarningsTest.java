package io.metarefresh.job.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.record.Publication;
import io.metarefresh.job.record.Refresh;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardWarningsTest {
    private static final long INTERVAL = GuardWarnings.INTERVAL.toMillis();

    private final List<String> lines = new ArrayList<>();
    private final GuardWarnings warnings = new GuardWarnings(lines::add);

    private void refused(String entityId, long nowMillis) {
        Refresh refresh = new Refresh.Forget(entityId, 0, 0);
        warnings.refused(
                new Publisher.Published(refresh, new Publication.Tombstone(entityId, 0), true), "m@7", nowMillis);
    }

    @Test
    void theFirstIsNamedAtOnce() {
        refused("a\nb", 5);
        assertThat(lines)
                .containsExactly(
                        "GUARD: the embedding of 'a b' from snapshot m@7 was refused, the un-adapted one is published");
    }

    @Test
    void anEntityOfWhichNothingIsPublishedIsNamedAsSuch() {
        warnings.refused(new Publisher.Published(new Refresh.Forget("a", 0, 0), null, true), "m@7", 5);
        assertThat(lines).singleElement().asString().contains("nothing is published");
    }

    @Test
    void aThousandWithinAnIntervalAreOneLineAndTheNextLineCountsThem() {
        for (int i = 0; i <= 1000; i++) {
            refused("a" + i, 5 + i % INTERVAL);
        }
        assertThat(lines).hasSize(1);
        refused("b", 5 + INTERVAL);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).contains("'b'").endsWith("; so were 1000 more since the last of these lines");
        refused("c", 5 + 2 * INTERVAL);
        assertThat(lines.get(2)).contains("'c'").doesNotContain("more");
    }

    @Test
    void theEndTellsHowManyWereNotNamed() {
        refused("a", 5);
        warnings.close();
        assertThat(lines).hasSize(1);
        refused("b", 6);
        refused("c", 7);
        warnings.close();
        warnings.close();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).isEqualTo("GUARD: 2 more embeddings were refused since the last of these lines");
    }

    @Test
    void aClockThatWasSetBackDoesNotSilenceThem() {
        refused("a", 5 * INTERVAL);
        refused("b", 0);
        assertThat(lines).hasSize(2);
    }
}

package io.metarefresh.client.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PendingEventsTest {
    private final PendingEvents<String> events = new PendingEvents<>(2, 2);

    @Test
    void anEmbeddingIncludesTheEventsOfItsEntityUpToItsTimeAndEachOnce() {
        events.add("m", 20, "later");
        events.add("m", 10, "earlier");

        assertThat(events.removeIncluded("other", 30)).isEmpty();
        assertThat(events.removeIncluded("m", 9)).isEmpty();
        assertThat(events.removeIncluded("m", 10)).containsExactly("earlier");
        assertThat(events.removeIncluded("m", 20)).containsExactly("later");
        assertThat(events.removeIncluded("m", 30)).isEmpty();
    }

    @Test
    void theOldestEventAndTheEntityThatHasWaitedLongestMakeRoom() {
        events.add("a", 1, "a1");
        events.add("a", 2, "a2");
        events.add("a", 3, "a3");
        assertThat(events.removeIncluded("a", 2)).containsExactly("a2");

        events.add("b", 1, "b1");
        events.add("c", 1, "c1");
        assertThat(events.removeIncluded("a", 3)).isEmpty();
        assertThat(events.removeIncluded("b", 1)).containsExactly("b1");
        assertThat(events.removeIncluded("c", 1)).containsExactly("c1");
    }

    @Test
    void nothingIncludesTheEventsOfAForgottenEntity() {
        events.add("m", 10, "before");
        events.forget("m");
        assertThat(events.removeIncluded("m", 10)).isEmpty();
    }
}

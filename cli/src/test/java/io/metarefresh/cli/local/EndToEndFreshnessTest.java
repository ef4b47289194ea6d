package io.metarefresh.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndToEndFreshnessTest {
    private static final long MILLI = 1_000_000;

    private final EndToEndFreshness freshness = new EndToEndFreshness();

    @Test
    void measuresFromProducedToTheFirstEmbeddingThatIncludesIt() {
        freshness.produced("m", 10, 0);
        freshness.produced("m", 20, 5 * MILLI);
        freshness.visible("m", 10, 7 * MILLI);
        freshness.visible("m", 20, 25 * MILLI);

        assertThat(freshness.all()).isEqualTo(new EndToEndFreshness.Percentiles(2, 7, 20));
    }

    @Test
    void oneEmbeddingMayIncludeSeveralEvents() {
        freshness.produced("m", 10, 0);
        freshness.produced("m", 20, MILLI);
        freshness.visible("m", 20, 3 * MILLI);

        assertThat(freshness.all()).isEqualTo(new EndToEndFreshness.Percentiles(2, 2, 3));
    }

    @Test
    void anEventOfTheSameTimeAsAnEarlierOneIsNotMeasured() {
        freshness.produced("m", 10, 0);
        freshness.produced("m", 10, MILLI);
        freshness.visible("m", 10, 2 * MILLI);

        assertThat(freshness.all().events()).isEqualTo(1);
    }

    @Test
    void historyIsNotMeasuredNorWhatHasItsTime() {
        freshness.skip("m", 10);
        freshness.produced("m", 10, 0);
        freshness.visible("m", 10, MILLI);

        assertThat(freshness.all().events()).isZero();
        assertThat(freshness.recent().p50Millis()).isNaN();
    }

    @Test
    void anEmbeddingThatIsOlderSaysNothing() {
        freshness.produced("m", 20, 0);
        freshness.visible("m", 19, MILLI);
        freshness.visible("other", 30, MILLI);

        assertThat(freshness.all().events()).isZero();
    }
}

package io.metarefresh.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultEmbeddingsTest {

    private static EntityEmbedding announced(String model, long version) {
        return EntityEmbedding.ofUnknownEntity(List.of((float) version), model, version, Instant.EPOCH);
    }

    @Test
    void beforeTheFirstEmbeddingItIsTheNewestAnnounced() {
        DefaultEmbeddings defaults = new DefaultEmbeddings(null);
        assertThat(defaults.current()).isNull();
        defaults.announce(announced("m", 2));
        defaults.announce(announced("m", 1));
        assertThat(defaults.current().modelVersion()).isEqualTo(2);
        assertThat(defaults.current().isDefault()).isTrue();
    }

    @Test
    void afterwardsItIsTheNewestNotNewerThanTheEmbeddingsSeen() {
        DefaultEmbeddings defaults = new DefaultEmbeddings(null);
        defaults.announce(announced("m", 1));
        defaults.announce(announced("m", 3));
        defaults.seen("m", 2);
        assertThat(defaults.current().modelVersion()).isEqualTo(1);
        defaults.announce(announced("m", 2));
        assertThat(defaults.current().modelVersion()).isEqualTo(2);
        defaults.seen("m", 1);
        assertThat(defaults.current().modelVersion()).isEqualTo(2);
        defaults.seen("m", 3);
        assertThat(defaults.current().modelVersion()).isEqualTo(3);
        defaults.withdraw("m", 3);
        assertThat(defaults.current().modelVersion()).isEqualTo(2);
    }

    @Test
    void anotherModelIsNeverTheDefault() {
        DefaultEmbeddings undecided = new DefaultEmbeddings(null);
        undecided.announce(announced("a", 1));
        undecided.announce(announced("b", 9));
        assertThat(undecided.current()).isNull();
        undecided.seen("a", 1);
        assertThat(undecided.current().modelName()).isEqualTo("a");

        DefaultEmbeddings named = new DefaultEmbeddings("a");
        named.announce(announced("b", 9));
        assertThat(named.current()).isNull();
    }
}

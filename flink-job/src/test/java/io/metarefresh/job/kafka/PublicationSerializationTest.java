package io.metarefresh.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.record.Publication;
import io.metarefresh.schemas.EntityKey;
import io.metarefresh.schemas.ForgottenAt;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class PublicationSerializationTest {
    @Test
    void readersFindInATombstoneWhomItForgetsAndUpToWhen() {
        PublicationSerialization serialization = new PublicationSerialization("embeddings", 1);
        ProducerRecord<byte[], byte[]> record =
                serialization.serialize(new Publication.Tombstone("ü", 1_700_000_000_123L), null, null);
        assertThat(record.topic()).isEqualTo("embeddings");
        assertThat(record.value()).isNull();
        assertThat(EntityKey.decode(record.key())).contains("ü");
        assertThat(ForgottenAt.of(record.headers())).contains(1_700_000_000_123L);
    }
}

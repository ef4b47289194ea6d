package io.metarefresh.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.EntityKey;
import io.metarefresh.schemas.ForgottenAt;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordEncoder;
import io.metarefresh.schemas.RefreshReason;
import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.schemas.TestingSchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RecordApplierTest {
    private final TestingSchemaRegistry registry = new TestingSchemaRegistry();
    private final RecordEncoder<MetaEmbedding> embeddings =
            new RecordEncoder<>(registry.add(MetaEmbedding.getClassSchema()), MetaEmbedding.class);
    private final RecordEncoder<SnapshotActivation> activations =
            new RecordEncoder<>(registry.add(SnapshotActivation.getClassSchema()), SnapshotActivation.class);
    private final List<String> told = new ArrayList<>();
    private final StoreListener listener = new StoreListener() {
        @Override
        public void onUpdate(String entityId, EntityEmbedding embedding, Instant writtenAt) {
            told.add(entityId + " " + embedding.vector()[0] + " " + writtenAt.toEpochMilli());
        }

        @Override
        public void onRemoval(String entityId, Instant writtenAt) {
            told.add(entityId + " removed");
            throw new IllegalStateException("a listener's own trouble");
        }
    };
    private final RecordApplier records = new RecordApplier("meta-embeddings", null, registry, List.of(listener));
    private long offset;

    private void put(String key, MetaEmbedding value) throws BadRecordException {
        records.apply(
                record("meta-embeddings", EntityKey.encode(key), value == null ? null : embeddings.encode(value)));
    }

    private ConsumerRecord<byte[], byte[]> record(String topic, byte[] key, byte[] value) {
        return new ConsumerRecord<>(
                topic,
                0,
                offset++,
                777,
                TimestampType.LOG_APPEND_TIME,
                -1,
                -1,
                key,
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    private static MetaEmbedding embedding(String entity, String model, long asOf, Float... vector) {
        return MetaEmbedding.newBuilder()
                .setEntityId(entity)
                .setEmbedding(List.of(vector))
                .setModelName(model)
                .setModelVersion(1)
                .setAsOf(Instant.ofEpochMilli(asOf))
                .setSupportSize(1)
                .setReason(RefreshReason.INTERACTION)
                .build();
    }

    @Test
    void updatesStaleRecordsAndTombstonesReachTableAndListener() throws Exception {
        put("a", embedding("a", "m", 10, 1f));
        put("a", embedding("a", "m", 9, 2f));
        put("b", embedding("b", "m", 1, 3f));
        put("a", null);
        put("never-seen", null);

        assertThat(told).containsExactly("a 1.0 777", "b 3.0 777", "a removed");
        assertThat(records.table().size()).isEqualTo(1);
        assertThat(records.table().refused()).isEqualTo(1);
        assertThat(records.badRecords()).isZero();
    }

    @Test
    void forgettingBarsOldRecordsAndABrokenHeaderStillRemoves() throws Exception {
        put("a", embedding("a", "m", 10, 1f));
        ConsumerRecord<byte[], byte[]> forget = record("meta-embeddings", EntityKey.encode("a"), null);
        forget.headers().add(ForgottenAt.HEADER, ForgottenAt.encode(10));
        records.apply(forget);
        put("a", embedding("a", "m", 10, 2f));
        assertThat(records.table().get("a")).isNull();

        put("b", embedding("b", "m", 10, 1f));
        ConsumerRecord<byte[], byte[]> broken = record("meta-embeddings", EntityKey.encode("b"), null);
        broken.headers().add(ForgottenAt.HEADER, "soon".getBytes(StandardCharsets.UTF_8));
        records.apply(broken);
        assertThat(records.table().get("b")).isNull();
        assertThat(records.badRecords()).isEqualTo(1);
    }

    @Test
    void whatTheTopicShouldNotHoldIsCountedAndSkipped() throws Exception {
        put("a", embedding("a", "m", 1, 1f));
        put("x", embedding("y", "m", 1, 1f));
        put("a", embedding("a", "other-model", 2, 1f));
        put("a", embedding("a", "m", 3));
        put("a", embedding("a", "m", 4, Float.NaN));
        records.apply(record("meta-embeddings", null, embeddings.encode(embedding("a", "m", 5, 1f))));

        assertThat(records.badRecords()).isEqualTo(5);
        assertThat(records.firstBadRecord()).isEqualTo("meta-embeddings-0@1: the key x is not the entity_id y");
        assertThat(records.table().get("a").asOfMillis()).isEqualTo(1);
    }

    @Test
    void activationsGiveTheDefault() throws Exception {
        SnapshotActivation activation =
                new SnapshotActivation("m", 1L, "file:/s", "0".repeat(64), Instant.ofEpochMilli(5), List.of(0.5f, 1f));
        records.apply(record("model-snapshots", EntityKey.encode("m@1"), activations.encode(activation)));
        assertThat(records.defaults().current().vector()).containsExactly(0.5f, 1f);
        records.apply(record("model-snapshots", EntityKey.encode("m@1"), null));
        assertThat(records.defaults().current()).isNull();
    }
}

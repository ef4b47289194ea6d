package io.metarefresh.job.kafka;

import io.metarefresh.job.config.Delivery;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Option;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.config.PartitionOffsets;
import io.metarefresh.job.config.StartingOffsets;
import io.metarefresh.job.flink.RefreshTopology;
import io.metarefresh.job.record.Heartbeat;
import io.metarefresh.job.record.RawRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;

/** Sources and sinks of the configured topics. */
public final class KafkaEnds {
    private static final int MAX_DEAD_LETTER_BYTES = 128 * 1024 * 1024;

    private final JobConfig config;

    public KafkaEnds(JobConfig config) {
        this.config = config;
    }

    /** @param activationsFrom offset on the snapshots topic; what lies before it was looked at when the start was chosen */
    public RefreshTopology.Inputs inputs(long activationsFrom) {
        OffsetsInitializer byName = config.get(Options.STARTING_OFFSETS) == StartingOffsets.COMMITTED
                ? OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST)
                : OffsetsInitializer.earliest();
        OffsetsInitializer interactionsStart =
                config.find(Options.START_OFFSETS).map(this::interactionOffsets).orElse(byName);
        return new RefreshTopology.Inputs(
                source(Options.INTERACTIONS_TOPIC, interactionsStart),
                // A compacted topic says what is true now only when it is read whole.
                source(Options.PROFILES_TOPIC, OffsetsInitializer.earliest()),
                source(
                        Options.SNAPSHOTS_TOPIC,
                        OffsetsInitializer.offsets(
                                Map.of(new TopicPartition(config.get(Options.SNAPSHOTS_TOPIC), 0), activationsFrom))));
    }

    /** @param schemas ids in the registry */
    public RefreshTopology.Outputs outputs(SchemaIds schemas) {
        String embeddings = config.get(Options.EMBEDDINGS_TOPIC);
        String deadLetters = config.get(Options.DEAD_LETTERS_TOPIC);
        return new RefreshTopology.Outputs(
                sink(new PublicationSerialization(embeddings, schemas.embeddings()), "embeddings", new Properties()),
                sink(new DeadLetterSerialization(deadLetters), "dead-letters", deadLetterProducer()),
                schemas.heartbeats().map(this::heartbeats));
    }

    /** At least once whatever the delivery of the rest: a sign of life must not wait for a checkpoint. */
    private RefreshTopology.Heartbeats heartbeats(int schemaId) {
        Duration interval = config.get(Options.HEARTBEAT_INTERVAL);
        HeartbeatSerialization serialization = new HeartbeatSerialization(
                config.get(Options.STATUS_TOPIC),
                schemaId,
                config.get(Options.JOB_NAME),
                config.get(Options.EMBEDDINGS_TOPIC),
                interval);
        return new RefreshTopology.Heartbeats(
                KafkaSink.<Heartbeat>builder()
                        .setBootstrapServers(config.get(Options.BOOTSTRAP_SERVERS))
                        .setRecordSerializer(serialization)
                        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                        .setKafkaProducerConfig(client())
                        .build(),
                interval);
    }

    /**
     * What the input topic took must fit, also a record of zeros that came compressed to a thousandth: the broker judges what is
     * compressed, the producer what is not.
     */
    private static Properties deadLetterProducer() {
        Properties properties = new Properties();
        properties.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        properties.setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_DEAD_LETTER_BYTES));
        properties.setProperty(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(2 * MAX_DEAD_LETTER_BYTES));
        return properties;
    }

    private Source<RawRecord, ?, ?> source(Option<String> topic, OffsetsInitializer start) {
        KafkaSourceBuilder<RawRecord> builder = KafkaSource.<RawRecord>builder()
                .setProperties(client())
                // Transactions that were aborted upstream are no input.
                .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                .setBootstrapServers(config.get(Options.BOOTSTRAP_SERVERS))
                .setGroupId(config.get(Options.GROUP_ID))
                .setClientIdPrefix(config.get(Options.GROUP_ID) + "-" + config.get(topic))
                .setTopics(config.get(topic))
                .setStartingOffsets(start)
                .setDeserializer(new RawRecordDeserialization());
        Optional<OffsetsInitializer> end = config.find(Options.END_OFFSETS).map(this::interactionOffsets);
        if (end.isPresent() && topic == Options.INTERACTIONS_TOPIC) {
            return new BoundedSource<>(builder.setBounded(end.get()).build());
        }
        return end.isPresent() || config.get(Options.BOUNDED)
                ? new BoundedSource<>(
                        builder.setBounded(OffsetsInitializer.latest()).build())
                : builder.build();
    }

    private OffsetsInitializer interactionOffsets(PartitionOffsets offsets) {
        Map<TopicPartition, Long> byPartition = new HashMap<>();
        offsets.byPartition()
                .forEach((partition, offset) ->
                        byPartition.put(new TopicPartition(config.get(Options.INTERACTIONS_TOPIC), partition), offset));
        return OffsetsInitializer.offsets(byPartition);
    }

    private <T> KafkaSink<T> sink(
            KafkaRecordSerializationSchema<T> serialization, String name, Properties ownProperties) {
        Properties properties = new Properties();
        // Visible as soon as possible; what arrives within a millisecond still shares a request.
        properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "1");
        properties.putAll(client());
        properties.putAll(ownProperties);
        KafkaSinkBuilder<T> builder = KafkaSink.<T>builder()
                .setBootstrapServers(config.get(Options.BOOTSTRAP_SERVERS))
                .setRecordSerializer(serialization);
        if (config.get(Options.DELIVERY) == Delivery.EXACTLY_ONCE) {
            properties.setProperty(
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                    Long.toString(config.get(Options.TRANSACTION_TIMEOUT).toMillis()));
            builder.setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                    .setTransactionalIdPrefix(config.get(Options.TRANSACTIONAL_ID_PREFIX) + "-" + name);
        } else {
            builder.setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE);
        }
        return builder.setKafkaProducerConfig(properties).build();
    }

    private Properties client() {
        Properties properties = new Properties();
        properties.putAll(config.kafkaClient());
        return properties;
    }
}

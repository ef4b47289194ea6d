package io.metarefresh.job.kafka;

import io.metarefresh.job.config.Delivery;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Option;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.config.StartingOffsets;
import io.metarefresh.job.flink.RefreshTopology;
import io.metarefresh.job.record.RawRecord;
import io.metarefresh.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;

/** Sources and sinks of the configured topics. */
public final class KafkaEnds {
    private final JobConfig config;

    public KafkaEnds(JobConfig config) {
        this.config = config;
    }

    /** @param activationsFrom offset on the snapshots topic; what lies before it was looked at when the start was chosen */
    public RefreshTopology.Inputs inputs(long activationsFrom) {
        OffsetsInitializer interactionsStart = config.get(Options.STARTING_OFFSETS) == StartingOffsets.COMMITTED
                ? OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST)
                : OffsetsInitializer.earliest();
        return new RefreshTopology.Inputs(
                source(Options.INTERACTIONS_TOPIC, interactionsStart),
                // A compacted topic says what is true now only when it is read whole.
                source(Options.PROFILES_TOPIC, OffsetsInitializer.earliest()),
                source(
                        Options.SNAPSHOTS_TOPIC,
                        OffsetsInitializer.offsets(
                                Map.of(new TopicPartition(config.get(Options.SNAPSHOTS_TOPIC), 0), activationsFrom))));
    }

    /** The snapshots topic as a table. */
    public ActivationTopic activations() {
        Map<String, String> client = new HashMap<>(config.kafkaClient());
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.get(Options.BOOTSTRAP_SERVERS));
        return new ActivationTopic(client, config.get(Options.SNAPSHOTS_TOPIC));
    }

    /** @param embeddingSchemaId id of the embedding's schema in the registry */
    public RefreshTopology.Outputs outputs(int embeddingSchemaId) {
        String embeddings = config.get(Options.EMBEDDINGS_TOPIC);
        String deadLetters = config.get(Options.DEAD_LETTERS_TOPIC);
        return new RefreshTopology.Outputs(
                sink(new PublicationSerialization(embeddings, embeddingSchemaId), "embeddings", new Properties()),
                sink(new DeadLetterSerialization(deadLetters), "dead-letters", deadLetterProducer()));
    }

    private Properties deadLetterProducer() {
        Properties properties = new Properties();
        int bound = config.get(Options.MAX_RECORD_BYTES) + Topics.DEAD_LETTER_HEADROOM_BYTES;
        properties.setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(bound));
        return properties;
    }

    private KafkaSource<RawRecord> source(Option<String> topic, OffsetsInitializer start) {
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
        if (config.get(Options.BOUNDED)) {
            builder.setBounded(OffsetsInitializer.latest());
        }
        return builder.build();
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

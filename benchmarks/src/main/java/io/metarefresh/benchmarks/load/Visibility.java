package io.metarefresh.benchmarks.load;

import io.metarefresh.client.freshness.PendingEvents;
import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.RegistrySettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A plain consumer of the embeddings topic that notes when each event became visible: with the first record of its entity whose
 * {@code as_of} is not before the event's time. Every event counts, those coalesced into one refresh too.
 *
 * <p>Decision: {@code docs/decisions/0051-freshness-counts-from-when-an-event-was-due.md}.
 */
public final class Visibility implements AutoCloseable {
    private record Due(long nanos, long epochMillis) {}

    private final double minIntervalMillis;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ConfluentSchemaRegistry registry;
    private final RecordDecoder<MetaEmbedding> decoder;
    private final PendingEvents<Due> pending = new PendingEvents<>();
    private final Map<String, Long> lastPublishedMillis = new HashMap<>();
    private final AtomicLong outstanding = new AtomicLong();
    private final Thread reader;
    private List<Sample> samples = new ArrayList<>();
    private volatile boolean running = true;
    private volatile Throwable failure;

    /** Starts to read at the end of the topic. */
    public Visibility(String bootstrapServers, String registryUrl, String topic, int partitions, Duration minInterval) {
        minIntervalMillis = minInterval.toMillis();
        registry = new ConfluentSchemaRegistry(RegistrySettings.of(registryUrl));
        decoder = new RecordDecoder<>(MetaEmbedding.class, registry);
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            all.add(new TopicPartition(topic, p));
        }
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
        reader = new Thread(this::read, "visibility");
        reader.start();
    }

    /** To be called before the event is sent. */
    void due(String entityId, long eventTimeMillis, long dueNanos) {
        long dueEpochMillis = System.currentTimeMillis() - (System.nanoTime() - dueNanos) / 1_000_000;
        outstanding.incrementAndGet();
        pending.add(entityId, eventTimeMillis, new Due(dueNanos, dueEpochMillis));
    }

    /** Events that are not visible yet. */
    long outstanding() {
        return outstanding.get();
    }

    private void read() {
        try {
            while (running) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    seen(record, System.nanoTime());
                }
            }
        } catch (BadRecordException | RuntimeException e) {
            failure = e;
        }
    }

    private void seen(ConsumerRecord<byte[], byte[]> record, long nowNanos) throws BadRecordException {
        String entityId = new String(record.key(), StandardCharsets.UTF_8);
        long asOfMillis = decoder.decode(record.value()).getAsOf().toEpochMilli();
        Long previousMillis = lastPublishedMillis.put(entityId, record.timestamp());
        for (Due due : pending.removeIncluded(entityId, asOfMillis)) {
            double paceWait =
                    previousMillis == null ? 0 : Math.max(0, previousMillis + minIntervalMillis - due.epochMillis());
            add(new Sample(entityId, due.nanos(), nowNanos, minIntervalMillis == 0 ? 0 : paceWait));
        }
    }

    private synchronized void add(Sample sample) {
        samples.add(sample);
        outstanding.decrementAndGet();
    }

    /**
     * Waits until every event is visible.
     *
     * @return their samples; those of earlier calls are not among them
     * @throws IllegalStateException when one is not visible within the deadline
     */
    public List<Sample> awaitAll(Duration deadline) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (outstanding.get() > 0) {
            if (failure != null) {
                throw new IllegalStateException("the consumer of the embeddings failed: " + failure, failure);
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(outstanding.get() + " events are not visible after " + deadline);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        synchronized (this) {
            List<Sample> all = samples;
            samples = new ArrayList<>();
            return all;
        }
    }

    @Override
    public void close() throws InterruptedException {
        running = false;
        reader.join();
        consumer.close();
        registry.close();
    }
}

package io.metarefresh.client;

import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.CommittedReader;
import io.metarefresh.schemas.EmbeddingAlias;
import io.metarefresh.schemas.EntityKey;
import io.metarefresh.schemas.JobHeartbeat;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.RecordedEnds;
import io.metarefresh.schemas.RegistryUnavailableException;
import io.metarefresh.schemas.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows two small topics: the aliases and the heartbeats. One that does not exist is looked for again every minute. */
final class ControlReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration TOPIC_CHECK = Duration.ofSeconds(60);
    private static final long CLOSE_MILLIS = 10_000;

    private final StoreSettings settings;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RecordDecoder<EmbeddingAlias> aliases;
    private final RecordDecoder<JobHeartbeat> heartbeatDecoder;
    private final Heartbeats heartbeats = new Heartbeats();
    private final Thread thread = new Thread(this::run, "meta-embedding-store-control");
    private Consumer<String> onTarget = target -> {};
    private volatile String target;
    private volatile boolean closing;
    private long nextTopicCheckNanos;

    /** Reads both topics to their ends, so that {@link #target} is known when this returns. */
    ControlReader(StoreSettings settings, SchemaRegistry registry) {
        this.settings = settings;
        this.aliases = new RecordDecoder<>(EmbeddingAlias.class, registry);
        this.heartbeatDecoder = new RecordDecoder<>(JobHeartbeat.class, registry);
        this.target = settings.embeddingTopic();
        this.consumer = CommittedReader.open(settings.kafka(), "earliest");
        try {
            readToEnds(settings.startTimeout());
        } catch (KafkaException | RegistryUnavailableException e) {
            consumer.close();
            throw new StoreException(
                    "embedding store: aliases and status from "
                            + settings.kafka().get("bootstrap.servers") + " cannot be read within "
                            + settings.startTimeout() + ": " + e.getMessage(),
                    e);
        }
    }

    private void readToEnds(Duration timeout) {
        assign(timeout);
        Set<TopicPartition> assigned = consumer.assignment();
        RecordedEnds.Result result = RecordedEnds.of(consumer, assigned, timeout)
                .<RuntimeException>readWithin(timeout, assigned, record -> {
                    apply(record);
                    return true;
                });
        if (result == RecordedEnds.Result.TIMED_OUT) {
            throw new KafkaException("too slow");
        }
    }

    /** Adds what exists by now. */
    private void assign(Duration timeout) {
        nextTopicCheckNanos = System.nanoTime() + TOPIC_CHECK.toNanos();
        List<TopicPartition> all = new ArrayList<>(consumer.assignment());
        Stream.concat(settings.aliasTopic().stream(), settings.statusTopic().stream())
                .forEach(topic -> {
                    List<TopicPartition> found = CommittedReader.partitions(consumer, topic, timeout);
                    if (found.isEmpty()) {
                        LOG.info("embedding store: topic {} does not exist", topic);
                    }
                    found.stream().filter(p -> !all.contains(p)).forEach(all::add);
                });
        consumer.assign(all);
    }

    /** Begins to follow. */
    void start(Consumer<String> newTarget) {
        onTarget = newTarget;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!closing) {
                try {
                    if (consumer.assignment().isEmpty()) {
                        // Nothing to poll: wait for the next look.
                        Thread.sleep(POLL.toMillis());
                    } else {
                        consumer.poll(POLL).forEach(this::applyPatiently);
                    }
                    if (System.nanoTime() - nextTopicCheckNanos > 0) {
                        assign(settings.startTimeout());
                    }
                } catch (WakeupException e) {
                    LOG.trace("woken up");
                } catch (KafkaException e) {
                    LOG.warn("embedding store: aliases and status cannot be read, trying again: {}", e.getMessage());
                    Thread.sleep(POLL.toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            consumer.close();
        }
    }

    private void applyPatiently(ConsumerRecord<byte[], byte[]> record) {
        while (!closing) {
            try {
                apply(record);
                return;
            } catch (RegistryUnavailableException e) {
                LOG.warn("embedding store: waiting for the registry: {}", e.getMessage());
                try {
                    Thread.sleep(POLL.toMillis());
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> key = EntityKey.decode(record.key());
        try {
            if (key.isEmpty()) {
                LOG.warn("embedding store: {}@{} has no key", record.topic(), record.offset());
            } else if (settings.aliasTopic().filter(record.topic()::equals).isPresent()) {
                if (key.get().equals(settings.embeddingTopic())) {
                    String topic = record.value() == null
                            ? settings.embeddingTopic()
                            : aliases.decode(record.value()).getTopic();
                    target = topic;
                    onTarget.accept(topic);
                }
            } else if (record.value() == null) {
                heartbeats.remove(key.get());
            } else {
                heartbeats.apply(key.get(), heartbeatDecoder.decode(record.value()), record.timestamp());
            }
        } catch (BadRecordException e) {
            LOG.warn("embedding store: bad record {}@{}: {}", record.topic(), record.offset(), e.getMessage());
        }
    }

    /** The topic that the alias names now. */
    String target() {
        return target;
    }

    Heartbeats heartbeats() {
        return heartbeats;
    }

    @Override
    public void close() {
        closing = true;
        if (thread.getState() == Thread.State.NEW) {
            // The thread that would close it was never started.
            consumer.close();
            return;
        }
        consumer.wakeup();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

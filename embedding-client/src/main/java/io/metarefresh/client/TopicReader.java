package io.metarefresh.client;

import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.CommittedReader;
import io.metarefresh.schemas.RecordedEnds;
import io.metarefresh.schemas.RegistryUnavailableException;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.text.ErrorMessage;
import io.metarefresh.text.InnermostCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store's thread: polls all partitions of both topics from the beginning and applies the records. */
final class TopicReader {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ASK = Duration.ofSeconds(5);
    private static final Duration FIRST_REGISTRY_RETRY = Duration.ofMillis(250);
    private static final Duration LAST_REGISTRY_RETRY = Duration.ofSeconds(5);
    private static final Duration PARTITION_CHECK = Duration.ofSeconds(60);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);

    private final StoreSettings settings;
    private final SchemaRegistry registry;
    private final RecordApplier records;
    private final Consumer<byte[], byte[]> consumer;
    private final List<StoreListener> listeners;
    private final Queue<CaughtUp> waiting = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile Throwable failure;
    private volatile long lag = -1;

    /** A caller of awaitCaughtUp; the end offsets are known once the reading thread has asked for them. */
    private static final class CaughtUp {
        final CompletableFuture<Void> future = new CompletableFuture<>();
        RecordedEnds ends;
    }

    private TopicReader(StoreSettings settings, SchemaRegistry registry, List<StoreListener> listeners) {
        this.settings = settings;
        this.registry = registry;
        this.listeners = List.copyOf(listeners);
        this.records = new RecordApplier(
                settings.embeddingTopic(), settings.modelName().orElse(null), registry, listeners);
        this.consumer = newConsumer(settings);
        this.thread = new Thread(this::run, "meta-embedding-store");
        this.thread.setDaemon(true);
    }

    private static Consumer<byte[], byte[]> newConsumer(StoreSettings settings) {
        // A position that the broker no longer has means that the topic was cut or created anew: never go on silently.
        return CommittedReader.open(settings.kafka(), "none");
    }

    static TopicReader start(StoreSettings settings, SchemaRegistry registry, List<StoreListener> listeners) {
        TopicReader reader;
        try {
            reader = new TopicReader(settings, registry, listeners);
        } catch (KafkaException e) {
            registry.close();
            throw new StoreException("embedding store: " + rootMessage(e), e);
        }
        try {
            reader.assign(reader.partitions(settings.startTimeout()));
        } catch (RuntimeException e) {
            reader.consumer.close();
            registry.close();
            throw e instanceof StoreException
                    ? e
                    : new StoreException(
                            "embedding store: no topics from "
                                    + settings.kafka().get("bootstrap.servers") + " within " + settings.startTimeout()
                                    + ": " + rootMessage(e),
                            e);
        }
        reader.thread.start();
        return reader;
    }

    private static String rootMessage(Throwable e) {
        return ErrorMessage.of(InnermostCause.of(e));
    }

    private List<TopicPartition> partitions(Duration timeout) {
        List<TopicPartition> partitions = new ArrayList<>();
        List<String> topics = new ArrayList<>(List.of(settings.embeddingTopic()));
        settings.snapshotTopic().ifPresent(topics::add);
        for (String topic : topics) {
            List<TopicPartition> found = CommittedReader.partitions(consumer, topic, timeout);
            if (found.isEmpty()) {
                throw new StoreException("embedding store: topic " + topic + " does not exist at "
                        + settings.kafka().get("bootstrap.servers"));
            }
            partitions.addAll(found);
        }
        return partitions;
    }

    /** Adds partitions to those that are read, from their beginning. */
    private void assign(List<TopicPartition> added) {
        Set<TopicPartition> all = new LinkedHashSet<>(consumer.assignment());
        all.addAll(added);
        consumer.assign(all);
        consumer.seekToBeginning(added);
    }

    private void run() {
        try {
            long nextPartitionCheck = System.nanoTime() + PARTITION_CHECK.toNanos();
            while (!isClosing()) {
                try {
                    readOnce();
                    if (System.nanoTime() - nextPartitionCheck > 0) {
                        nextPartitionCheck = System.nanoTime() + PARTITION_CHECK.toNanos();
                        assignNewPartitions();
                    }
                } catch (WakeupException e) {
                    LOG.trace("woken up");
                } catch (RetriableException e) {
                    LOG.warn("embedding store: the broker does not answer, trying again: {}", e.getMessage());
                }
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            release();
        }
    }

    private void readOnce() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            if (!apply(record)) {
                return;
            }
        }
        lag = currentLag();
        answerWaiting();
    }

    /** @return false when the store was closed before the record could be applied */
    private boolean apply(ConsumerRecord<byte[], byte[]> record) {
        Duration retry = FIRST_REGISTRY_RETRY;
        while (true) {
            try {
                records.apply(record);
                return true;
            } catch (BadRecordException e) {
                records.bad(record, e.getMessage());
                return true;
            } catch (RegistryUnavailableException e) {
                // The record must not be lost, and none after it may be read first.
                LOG.warn("embedding store: waiting {} ms for the registry: {}", retry.toMillis(), e.getMessage());
                if (closingWithin(retry)) {
                    return false;
                }
                retry = retry.multipliedBy(2);
                if (retry.compareTo(LAST_REGISTRY_RETRY) > 0) {
                    retry = LAST_REGISTRY_RETRY;
                }
            }
        }
    }

    private void assignNewPartitions() {
        List<TopicPartition> added = new ArrayList<>(partitions(ASK));
        added.removeAll(consumer.assignment());
        if (!added.isEmpty()) {
            LOG.warn(
                    "embedding store: new partitions {}; entities that moved may be answered from the old ones", added);
            assign(added);
        }
    }

    private long currentLag() {
        long sum = 0;
        for (TopicPartition partition : consumer.assignment()) {
            OptionalLong one = consumer.currentLag(partition);
            if (one.isEmpty()) {
                return lag;
            }
            sum += one.getAsLong();
        }
        return sum;
    }

    private void answerWaiting() {
        for (CaughtUp caller : waiting) {
            if (caller.ends == null) {
                caller.ends = RecordedEnds.of(consumer, consumer.assignment(), ASK);
            }
            if (caller.ends.reached()) {
                waiting.remove(caller);
                caller.future.complete(null);
            }
        }
    }

    private void fail(Throwable cause) {
        failure = cause;
        LOG.error("embedding store: cannot go on reading {}", settings.embeddingTopic(), cause);
        for (StoreListener listener : listeners) {
            try {
                listener.onFailure(cause);
            } catch (RuntimeException e) {
                LOG.error("embedding store: a listener failed on the failure", e);
            }
        }
    }

    private void release() {
        try {
            consumer.close();
            registry.close();
        } catch (RuntimeException e) {
            LOG.warn("embedding store: closing: {}", e.getMessage());
        }
        closing.countDown();
        refuseWaiting();
    }

    private void refuseWaiting() {
        CaughtUp caller = waiting.poll();
        while (caller != null) {
            caller.future.completeExceptionally(new StoreException(
                    failure == null ? "the embedding store is closed" : "the embedding store has failed: " + failure,
                    failure));
            caller = waiting.poll();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private boolean closingWithin(Duration time) {
        try {
            return closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    EmbeddingTable table() {
        return records.table();
    }

    DefaultEmbeddings defaults() {
        return records.defaults();
    }

    long badRecords() {
        return records.badRecords();
    }

    OptionalLong lag() {
        long known = lag;
        return known < 0 ? OptionalLong.empty() : OptionalLong.of(known);
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    CompletableFuture<Void> caughtUp() {
        CaughtUp caller = new CaughtUp();
        waiting.add(caller);
        if (isClosing() || failure != null) {
            refuseWaiting();
        } else {
            consumer.wakeup();
        }
        return caller.future;
    }

    void close() {
        closing.countDown();
        consumer.wakeup();
        try {
            thread.join(CLOSE_DEADLINE.toMillis());
            if (thread.isAlive()) {
                LOG.warn("embedding store: its thread did not end within {}", CLOSE_DEADLINE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

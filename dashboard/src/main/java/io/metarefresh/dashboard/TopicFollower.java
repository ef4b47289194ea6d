package io.metarefresh.dashboard;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.Profile;
import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.CommittedReader;
import io.metarefresh.schemas.DeadLetterHeaders;
import io.metarefresh.schemas.EntityKey;
import io.metarefresh.schemas.ForgottenAt;
import io.metarefresh.schemas.JobHeartbeat;
import io.metarefresh.schemas.MetaEmbedding;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.SnapshotActivation;
import io.metarefresh.schemas.TopicNames;
import io.metarefresh.text.OneLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics into a {@link LiveView}, beginning a bounded number of records before their ends, in a thread of its own and without a
 * consumer group: nobody's offsets are touched. Where the broker or the registry does not answer it says so and tries again, from the
 * first record that is not in the view.
 */
final class TopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration CLOSING = Duration.ofSeconds(10);
    private static final Duration ASK = Duration.ofSeconds(20);
    /** How often the broker is asked something: a poll does not tell a quiet topic from a broker that is away. */
    private static final Duration ASK_EVERY = Duration.ofSeconds(2);

    private static final Duration ANSWER = Duration.ofSeconds(4);
    /** How much of the past is read of each topic that grows with the traffic, in records. */
    static final long BACKLOG = 20_000;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final TopicNames topics;
    private final LiveView view;
    private final LongSupplier clock;
    private final RecordDecoder<Interaction> interactions;
    private final RecordDecoder<Profile> profiles;
    private final RecordDecoder<MetaEmbedding> embeddings;
    private final RecordDecoder<JobHeartbeat> heartbeats;
    private final RecordDecoder<SnapshotActivation> snapshots;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    /** Of each partition, the offset after the last record that the view has; for the reading thread alone. */
    private final Map<TopicPartition, Long> taken = new HashMap<>();

    private volatile Consumer<byte[], byte[]> reading;
    private volatile String trouble;
    private volatile long behindRecords;

    TopicFollower(
            Map<String, String> kafka, SchemaRegistry registry, TopicNames topics, LiveView view, LongSupplier clock) {
        this(() -> CommittedReader.open(kafka, "earliest"), registry, topics, view, clock);
    }

    /** @param consumers asked for a new one at every attempt */
    TopicFollower(
            Supplier<Consumer<byte[], byte[]>> consumers,
            SchemaRegistry registry,
            TopicNames topics,
            LiveView view,
            LongSupplier clock) {
        this.consumers = consumers;
        this.topics = topics;
        this.view = view;
        this.clock = clock;
        interactions = RecordDecoder.ofInteractions(registry);
        profiles = RecordDecoder.ofProfiles(registry);
        embeddings = new RecordDecoder<>(MetaEmbedding.class, registry);
        heartbeats = new RecordDecoder<>(JobHeartbeat.class, registry);
        snapshots = new RecordDecoder<>(SnapshotActivation.class, registry);
        thread = new Thread(this::follow, "dashboard-topics");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** What keeps it from reading, in one line; null where nothing does. */
    String trouble() {
        return trouble;
    }

    /** Records of all topics that were written and not read yet, as of the last poll. */
    long behindRecords() {
        return behindRecords;
    }

    private void follow() {
        while (!isClosing()) {
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                reading = consumer;
                assign(consumer);
                boolean answers = true;
                long askedNanos = System.nanoTime();
                while (!isClosing()) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        take(record);
                        taken.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
                    }
                    view.advance(clock.getAsLong());
                    behindRecords = consumer.assignment().stream()
                            .mapToLong(
                                    partition -> consumer.currentLag(partition).orElse(0))
                            .sum();
                    if (System.nanoTime() - askedNanos >= ASK_EVERY.toNanos()) {
                        answers = answers(consumer);
                        askedNanos = System.nanoTime();
                    }
                    if (answers) {
                        trouble = null;
                    }
                }
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (RuntimeException e) {
                // Every error is shown, because people would believe a page that stands still without saying so.
                trouble = OneLine.of(e);
                LOG.warn("the page cannot read on, another try in {} s", PAUSE.toSeconds(), e);
                if (!pause()) {
                    return;
                }
            }
        }
    }

    /** Whether the broker answers. If not, the consumer is kept: it connects anew by itself. */
    private boolean answers(Consumer<byte[], byte[]> consumer) {
        try {
            consumer.endOffsets(consumer.assignment(), ANSWER);
            return true;
        } catch (TimeoutException e) {
            trouble = "the broker does not answer: " + OneLine.of(e);
            return false;
        }
    }

    private void assign(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> all = new ArrayList<>();
        Map<TopicPartition, Long> backlogs = new HashMap<>();
        for (String topic : List.of(
                topics.interactions(),
                topics.memberProfiles(),
                topics.metaEmbeddings(),
                topics.deadLetters(),
                topics.status(),
                topics.modelSnapshots())) {
            List<TopicPartition> found = CommittedReader.partitions(consumer, topic, ASK);
            if (found.isEmpty()) {
                throw new IllegalStateException("topic '" + topic + "' does not exist");
            }
            boolean grows = !topic.equals(topics.status()) && !topic.equals(topics.modelSnapshots());
            for (TopicPartition partition : found) {
                all.add(partition);
                backlogs.put(partition, grows ? BACKLOG / found.size() : Long.MAX_VALUE);
            }
        }
        consumer.assign(all);
        Map<TopicPartition, Long> ends = consumer.endOffsets(all, ASK);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(all, ASK);
        for (TopicPartition partition : all) {
            long end = ends.get(partition);
            long first = Math.max(begins.get(partition), end - backlogs.get(partition));
            long next = taken.getOrDefault(partition, first);
            // A topic that was made anew ends before what was taken of the one before it.
            consumer.seek(partition, next <= end ? Math.max(first, next) : first);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            String topic = record.topic();
            if (topic.equals(topics.deadLetters())) {
                deadLetter(record);
                return;
            }
            String key = EntityKey.decode(record.key()).orElse("");
            if (topic.equals(topics.interactions())) {
                if (record.value() != null) {
                    view.interaction(interactions.decode(record.value()), record.timestamp(), clock.getAsLong());
                }
            } else if (topic.equals(topics.metaEmbeddings())) {
                if (record.value() != null) {
                    view.embedding(embeddings.decode(record.value()), record.timestamp());
                } else {
                    ForgottenAt.of(record.headers()).ifPresent(at -> view.forgotten(key, at));
                }
            } else if (topic.equals(topics.memberProfiles())) {
                view.profile(key, featuresOf(record));
            } else if (topic.equals(topics.status())) {
                heartbeat(key, record);
            } else if (record.value() != null) {
                view.snapshot(snapshots.decode(record.value()));
            }
        } catch (BadRecordException | NumberFormatException e) {
            // The job makes a dead letter of it. The page only counts what it could not show.
            view.unreadable();
        }
    }

    private Features featuresOf(ConsumerRecord<byte[], byte[]> record) throws BadRecordException {
        return record.value() == null
                ? Features.NONE
                : profiles.decode(record.value()).features();
    }

    private void heartbeat(String key, ConsumerRecord<byte[], byte[]> record) throws BadRecordException {
        if (record.value() == null) {
            view.silent(key);
        } else {
            view.heartbeat(key, heartbeats.decode(record.value()), record.timestamp());
        }
    }

    private void deadLetter(ConsumerRecord<byte[], byte[]> record) {
        if (record.headers().lastHeader(DeadLetterHeaders.REPLAYED_AT) != null) {
            return;
        }
        view.deadLetter(new DeadLetters.Letter(
                record.timestamp(),
                DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.CAUSE)
                        .orElse("unknown"),
                DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.MESSAGE)
                        .orElse(""),
                DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.TOPIC)
                                .orElse("?") + "-"
                        + DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.PARTITION)
                                .orElse("?")
                        + "@"
                        + DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.OFFSET)
                                .orElse("?")));
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Whether there is to be another try. */
    private boolean pause() {
        try {
            return !closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        Consumer<byte[], byte[]> consumer = reading;
        if (consumer != null) {
            // An interrupt would make the consumer wait for half a minute when it is closed.
            consumer.wakeup();
        }
        try {
            thread.join(CLOSING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

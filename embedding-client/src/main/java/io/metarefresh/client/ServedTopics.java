package io.metarefresh.client;

import io.metarefresh.schemas.SchemaRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic that is served, and for a while the one before it. A new one is filled beside them and takes over in one step; one that cannot
 * be filled changes nothing and is tried again for as long as it is wanted.
 *
 * <p>Decision: {@code docs/decisions/0072-where-the-alias-lives.md}.
 */
final class ServedTopics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServedTopics.class);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(500);

    private final StoreSettings settings;
    private final Supplier<SchemaRegistry> registries;
    private final SwitchedListeners listeners;
    private final ScheduledExecutorService filler = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "meta-embedding-store-fill");
        thread.setDaemon(true);
        return thread;
    });

    private final DelayedClose delayedClose;

    private volatile ServedTopic current;
    private volatile ServedTopic previous;
    private volatile String wanted;
    private volatile boolean closed;

    private final class ServedTopic {
        final String topic;
        final TopicReader reader;

        ServedTopic(String topic) {
            this.topic = topic;
            this.reader = TopicReader.start(
                    settings.withEmbeddingTopic(topic), registries.get(), listeners.of(ServedTopic.this));
        }
    }

    ServedTopics(
            StoreSettings settings, Supplier<SchemaRegistry> registries, List<StoreListener> listeners, String topic) {
        this.settings = settings;
        this.registries = registries;
        this.listeners = new SwitchedListeners(listeners);
        this.delayedClose = new DelayedClose(filler, settings.keepPrevious());
        this.wanted = topic;
        this.current = new ServedTopic(topic);
    }

    TopicReader current() {
        return current.reader;
    }

    /** Null where there is none, or none any more. */
    TopicReader previous() {
        ServedTopic served = previous;
        return served == null ? null : served.reader;
    }

    /** The topic that is served. */
    String topic() {
        return current.topic;
    }

    /** Serve that topic as soon as it is read to its end. */
    void follow(String topic) {
        wanted = topic;
        submit(Duration.ZERO);
    }

    private void submit(Duration delay) {
        if (!closed) {
            filler.schedule(this::fill, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void fill() {
        String topic = wanted;
        if (closed || topic.equals(current.topic)) {
            return;
        }
        if (previous != null
                && previous.topic.equals(topic)
                && previous.reader.failure().isEmpty()) {
            // Switched back before the previous topic was closed: its reader is still up to date.
            serve(previous);
            return;
        }
        LOG.info("embedding store: reading {} beside {}", topic, current.topic);
        ServedTopic next = null;
        try {
            next = new ServedTopic(topic);
            var caughtUp = next.reader.caughtUp();
            while (!closed && topic.equals(wanted)) {
                try {
                    caughtUp.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                    serve(next);
                    return;
                } catch (TimeoutException e) {
                    LOG.debug("embedding store: {} records of {} to go", next.reader.lag(), topic);
                }
            }
            next.reader.close();
            submit(Duration.ZERO);
        } catch (StoreException | ExecutionException e) {
            LOG.warn(
                    "embedding store: still serving {}, because {} cannot be read: {}",
                    current.topic,
                    topic,
                    e.getMessage());
            if (next != null) {
                next.reader.close();
            }
            submit(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            next.reader.close();
        }
    }

    private void serve(ServedTopic next) {
        ServedTopic before = current;
        ServedTopic replaced = previous;
        listeners.serve(next, next.topic, () -> {
            previous = before;
            current = next;
            LOG.info("embedding store: serving {} instead of {}", next.topic, before.topic);
        });
        if (replaced != null && replaced != next) {
            replaced.reader.close();
        }
        if (!closed) {
            delayedClose.begin(() -> retire(before));
        }
    }

    private void retire(ServedTopic served) {
        if (previous == served) {
            previous = null;
            served.reader.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        filler.shutdownNow();
        current.reader.close();
        ServedTopic served = previous;
        if (served != null) {
            served.reader.close();
        }
    }
}

package io.metarefresh.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A switch falls between two calls, whatever the threads of both topics do meanwhile. */
class SwitchedListenersTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final EntityEmbedding EMBEDDING =
            EntityEmbedding.published(List.of(1f), "m", 1, Instant.ofEpochMilli(1), 1);

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch inside = new CountDownLatch(1);
    private Runnable duringUpdate = () -> {};

    private final SwitchedListeners listeners = new SwitchedListeners(List.of(new StoreListener() {
        @Override
        public void onUpdate(String entityId, EntityEmbedding embedding, Instant writtenAt) {
            told.add(entityId);
            inside.countDown();
            duringUpdate.run();
            told.add(entityId + " done");
        }

        @Override
        public void onSwitch(String embeddingTopic) {
            told.add("switch to " + embeddingTopic);
        }
    }));
    private final StoreListener old = listeners.of("old").get(0);
    private final StoreListener next = listeners.of("next").get(0);

    private static void update(StoreListener listener, String entity) {
        listener.onUpdate(entity, EMBEDDING, Instant.EPOCH);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void awaitEndOrLock(Thread thread) {
        await(() -> thread.getState() == Thread.State.BLOCKED || thread.getState() == Thread.State.TERMINATED);
    }

    @Test
    void onlyTheTopicThatIsServedIsHeard() {
        update(next, "too early");
        update(old, "a");
        listeners.serve("next", "next", () -> {});
        update(old, "too late");
        update(next, "b");
        listeners.serve("old", "old", () -> {});
        update(old, "c");

        assertThat(told)
                .containsExactly("a", "a done", "switch to next", "b", "b done", "switch to old", "c", "c done");
    }

    @Test
    void aSwitchWaitsForTheCallThatHasBegun() throws Exception {
        Thread switching = new Thread(() -> listeners.serve("next", "next", () -> {}));
        duringUpdate = () -> awaitEndOrLock(switching);
        Thread reading = new Thread(() -> update(old, "a"));
        reading.start();
        assertThat(inside.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        switching.start();
        reading.join();
        switching.join();

        assertThat(told).containsExactly("a", "a done", "switch to next");
    }

    @Test
    void anUpdateThatCameWhileTheSwitchWasMadeIsNotHeardAfterIt() throws Exception {
        Thread reading = new Thread(() -> update(old, "a"));
        listeners.serve("next", "next", () -> {
            reading.start();
            awaitEndOrLock(reading);
        });
        reading.join();

        assertThat(told).containsExactly("switch to next");
    }
}

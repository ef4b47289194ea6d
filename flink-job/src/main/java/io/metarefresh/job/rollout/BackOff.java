package io.metarefresh.job.rollout;

import java.io.Serializable;
import java.time.Duration;

/**
 * When to try again: after the first delay, then after twice as long each time.
 *
 * @param first before the second attempt
 * @param longest between two attempts
 * @param attempts in all, the first included
 */
public record BackOff(Duration first, Duration longest, int attempts) implements Serializable {

    /** Two minutes in all: longer than the hiccups of a store, shorter than anybody waits for an answer. */
    public static final BackOff OF_READING = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1), 8);

    /** Whether another attempt follows this many failed ones. */
    public boolean allows(int failures) {
        return failures < attempts;
    }

    /** The wait after this many failed attempts, at least one. */
    public Duration after(int failures) {
        long millis = first.toMillis();
        for (int i = 1; i < failures && millis < longest.toMillis(); i++) {
            millis *= 2;
        }
        return Duration.ofMillis(Math.min(millis, longest.toMillis()));
    }
}

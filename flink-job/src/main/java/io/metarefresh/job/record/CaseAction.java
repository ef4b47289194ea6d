package io.metarefresh.job.record;

/**
 * What is done with one case of a sealed type. Java 17 has no switch over such types, so each has a method that takes one action for
 * each of its cases and calls the one that fits. A new case changes that method, and the compiler then names every place that must
 * deal with it.
 *
 * @param <T> the case
 * @param <E> what the action may throw
 */
@FunctionalInterface
public interface CaseAction<T, E extends Exception> {
    void apply(T value) throws E;
}

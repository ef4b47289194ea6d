package io.metarefresh.job.batch;

import java.io.Serializable;
import java.time.Duration;

/**
 * When a batch is adapted.
 *
 * @param maxSize entities at most
 * @param linger how long the first one waits for company at most
 */
public record BatchRules(int maxSize, Duration linger) implements Serializable {}

package io.metarefresh.job.rollout;

/**
 * A snapshot is not run.
 *
 * @param cause what kind of reason
 * @param message one line that names what is wrong and the value
 */
public record Refusal(RefusalCause cause, String message) {}

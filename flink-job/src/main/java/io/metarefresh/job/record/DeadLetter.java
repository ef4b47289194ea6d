package io.metarefresh.job.record;

/**
 * A refused record, its bytes untouched, and why.
 *
 * @param record as it was read
 * @param cause why it was refused
 * @param message one line that names the field and the value
 */
public record DeadLetter(RawRecord record, DeadLetterCause cause, String message) {}

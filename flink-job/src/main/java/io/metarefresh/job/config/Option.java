package io.metarefresh.job.config;

/**
 * One option of the job, declared once.
 *
 * @param key dotted key in the configuration file
 * @param type how its text is read
 * @param defaultText the default as one would write it; null where there is none
 * @param required whether the job cannot start without a value
 * @param description what it does, in whole sentences; hazards included
 * @param <T> type of the value
 */
public record Option<T>(String key, OptionType<T> type, String defaultText, boolean required, String description) {}

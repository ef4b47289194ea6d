package io.metarefresh.evaluation;

/**
 * How much better one column is than another, on the same events.
 *
 * @param column name of the column that is expected to be better
 * @param against name of the other
 * @param value AUC minus AUC
 * @param interval by member bootstrap, paired; null without replicates
 */
public record Difference(String column, String against, double value, Interval interval) {}

package io.metarefresh.evaluation;

/**
 * How much better one column is than another, on the same events.
 *
 * @param column name of the better one, one hopes
 * @param against name of the other
 * @param value AUC minus AUC
 * @param interval by member bootstrap, paired; null without replicates
 */
public record Difference(String column, String against, double value, Interval interval) {}

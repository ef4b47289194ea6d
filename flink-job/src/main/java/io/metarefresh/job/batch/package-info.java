/**
 * Refreshes of many entities collected into one call of the inner loop, and what comes of it. Free of Flink types; called by the
 * micro-batching operator.
 */
package io.metarefresh.job.batch;

/**
 * What adapting is worth, measured while the job runs: test-then-train on a sample of the refreshes. Free of Flink types; called by
 * the micro-batching operator, read by its metrics.
 */
package io.metarefresh.job.lift;

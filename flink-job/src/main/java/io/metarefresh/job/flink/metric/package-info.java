/** Counters, gauges and histograms of the steps, under the names of {@code docs/metrics.md}. Called by the operators alone. */
package io.metarefresh.job.flink.metric;

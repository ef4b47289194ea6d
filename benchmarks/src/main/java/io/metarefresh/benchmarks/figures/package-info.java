/**
 * PlaybackCounters of a benchmark and how they are shown: medians with spread, quantiles, tables, the line of JSON, charts. Knows nothing of
 * what is measured; used by the benchmarks alone.
 */
package io.metarefresh.benchmarks.figures;

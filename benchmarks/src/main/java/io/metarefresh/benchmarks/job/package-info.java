/**
 * The job as it is measured, and what it is compared with: the same job with an empty inner loop, and a pass-through. All run in a
 * Flink cluster in this process.
 */
package io.metarefresh.benchmarks.job;

/**
 * The steps of the job as Flink runs them: decoding, admission of snapshots, the keyed step, the inner loop, heartbeats. Each holds state,
 * timers and outputs; what is decided stands in the packages without Flink. Only {@link io.metarefresh.job.flink.RefreshTopology} wires
 * them together.
 */
package io.metarefresh.job.flink.operator;

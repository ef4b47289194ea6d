/**
 * From bytes to accepted inputs or refusals: size, wire format, ids, the snapshot's contract, clocks. Free of Flink types; called
 * by the decode functions behind the sources.
 */
package io.metarefresh.job.decode;

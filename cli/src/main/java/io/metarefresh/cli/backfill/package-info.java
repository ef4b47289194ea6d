/**
 * A replay of the interactions into an output topic of its own: its plan, its directory, and the jobs that do it one after the other. Called by
 * {@code metarefresh backfill} only. It starts and stops Flink jobs, and knows nothing of what happens in them.
 */
package io.metarefresh.cli.backfill;

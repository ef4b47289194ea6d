/**
 * A replay of the interactions into an output topic of its own: what is read, from where to where, and the jobs that do it, one after
 * the other. Called by {@code metarefresh backfill}.
 */
package io.metarefresh.cli.backfill;

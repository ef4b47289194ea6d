/**
 * The demonstration {@code metarefresh local}: a real broker, registry and job in this machine's processes, fed as a recommender would feed
 * them, with live figures and a check at the end. {@link io.metarefresh.cli.local.LocalRun} is the way in; the rest is its own.
 */
package io.metarefresh.cli.local;

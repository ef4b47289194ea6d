/**
 * The demonstration {@code metarefresh local}: a real broker, registry and job in this machine's processes, fed as a recommender would feed
 * them, with live figures and a check at the end. Only {@code LocalCommand} calls it, through {@link io.metarefresh.cli.local.LocalRun}. What
 * other commands need as well lies in packages of its own.
 */
package io.metarefresh.cli.local;

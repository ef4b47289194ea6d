/** Puts a snapshot where jobs read it from, and announces it to them. Called by {@code metarefresh snapshot publish}. */
package io.metarefresh.cli.publish;

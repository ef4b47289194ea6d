/**
 * The {@code metarefresh} command: one class per subcommand, each a thin wrapper over the other modules. This is the only place that prints to
 * a terminal and decides exit codes; nobody calls in here but the launcher and the tests.
 */
package io.metarefresh.cli;

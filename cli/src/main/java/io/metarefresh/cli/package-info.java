/**
 * The {@code metarefresh} command: one class per subcommand, each a thin wrapper over the other modules. This is the only package that prints to
 * a terminal and decides exit codes. Only the launcher and the tests call it.
 */
package io.metarefresh.cli;

/** Whether two embedding topics hold the same. Called by {@code verify} and as the gate of {@code promote}; knows no Flink. */
package io.metarefresh.cli.verify;

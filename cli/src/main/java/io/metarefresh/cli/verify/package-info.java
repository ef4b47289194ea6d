/**
 * Whether two embedding topics hold the same. Called by {@code verify}, and by {@code promote} before it switches. It reads as the client
 * library does, and knows no Flink.
 */
package io.metarefresh.cli.verify;

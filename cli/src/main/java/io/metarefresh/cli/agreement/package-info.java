/**
 * Whether the published embeddings are those of the offline computation (AGREE). Called by {@code audit} and by the check at the end of
 * {@code local}. It reads embeddings through the client library and knows no Flink.
 */
package io.metarefresh.cli.agreement;

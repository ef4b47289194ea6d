/**
 * What a downstream service embeds: a live view of the embedding topic in its own memory, guarded against stale records. The entry
 * point is {@link io.metarefresh.client.MetaEmbeddingStore}. Knows neither Flink nor ND4J.
 */
package io.metarefresh.client;

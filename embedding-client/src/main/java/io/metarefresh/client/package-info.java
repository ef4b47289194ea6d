/**
 * What a downstream service embeds: a live view of the embedding topic in its own memory, guarded against stale records. Services, the page
 * and the commands come in through {@link io.metarefresh.client.MetaEmbeddingStore}. It knows Kafka and the schemas, but neither Flink nor
 * ND4J.
 */
package io.metarefresh.client;

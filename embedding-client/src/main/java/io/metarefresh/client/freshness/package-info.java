/**
 * Freshness as a reader of embeddings sees it: which events an embedding includes, and quantiles of how long that took. For whoever measures:
 * the page, the commands, the benchmarks, and services that embed the client. It knows neither Kafka nor a clock.
 */
package io.metarefresh.client.freshness;

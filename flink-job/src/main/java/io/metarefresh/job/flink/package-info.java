/**
 * The Flink shell around the pure core: serializers, functions with state and timers, the micro-batching operator, Kafka sources and
 * sinks, and the one topology of production and tests. Everything else is decided in the packages beside it.
 */
package io.metarefresh.job.flink;

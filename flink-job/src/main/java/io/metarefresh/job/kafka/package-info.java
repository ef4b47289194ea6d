/**
 * The job's ends at Kafka: sources of raw records, sinks of embeddings and dead letters, and what is checked of brokers and registry
 * before the job starts. Called by the entry points.
 */
package io.metarefresh.job.kafka;

/**
 * The contract with the world: Avro records, the Confluent wire format, the schema registry, the topics. Knows neither Flink nor
 * ND4J; everything that reads or writes our topics uses it.
 */
package io.metarefresh.schemas;

/**
 * What the job would publish, computed from plain lists of interactions. The {@code adapt} command prints it; {@code audit} and {@code local}
 * compare it with what the job has published. It knows neither Flink nor Kafka.
 */
package io.metarefresh.cli.offline;

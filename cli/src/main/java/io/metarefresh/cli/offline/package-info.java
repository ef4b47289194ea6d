/**
 * What the job would publish, computed from plain lists of interactions without Flink or Kafka. The {@code adapt} command prints it, {@code
 * local} compares it with what the job has published.
 */
package io.metarefresh.cli.offline;

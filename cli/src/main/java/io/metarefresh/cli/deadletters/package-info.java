/**
 * The dead-letter topic as people work with it: read, explained, put back. Called by {@code metarefresh dead-letters} only. It knows Kafka and
 * the schemas, but no Flink.
 */
package io.metarefresh.cli.deadletters;

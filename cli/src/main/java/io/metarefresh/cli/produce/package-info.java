/**
 * Interactions, profiles and announcements written to Kafka, from data sets and at a steady rate. Called by {@code produce}, {@code play}
 * and {@code local}. It knows producers and schemas, but neither Flink nor the commands' options.
 */
package io.metarefresh.cli.produce;

/**
 * Topics as the commands use them: read whole, up to end offsets recorded once, and written record by record. Called by commands and by the
 * other packages of this module. It knows Kafka, but no Flink.
 */
package io.metarefresh.cli.topic;

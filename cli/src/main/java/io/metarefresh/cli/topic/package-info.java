/** Topics as the commands read them: whole, up to end offsets recorded once. Called by commands only; knows no Flink. */
package io.metarefresh.cli.topic;

/**
 * The live page: what the topics hold, drawn in a browser. {@link io.metarefresh.dashboard.TopicFollower} reads the topics, {@link
 * io.metarefresh.dashboard.LiveView} keeps a bounded picture of them, and {@link io.metarefresh.dashboard.PageServer} serves it as one JSON
 * document. The commands {@code local} and {@code dashboard} start it; it only reads, and knows neither Flink nor training.
 */
package io.metarefresh.dashboard;

/**
 * The live page: what the topics hold, as one page in a browser. {@link io.metarefresh.dashboard.TopicFollower} reads the topics, {@link
 * io.metarefresh.dashboard.LiveView} keeps a bounded picture of them and {@link io.metarefresh.dashboard.PageServer} serves it as one JSON
 * document with the page that draws it. It only reads, as any client of the topics could, and knows nothing of Flink.
 */
package io.metarefresh.dashboard;

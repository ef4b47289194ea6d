/**
 * A real Kafka broker and a real schema registry on this machine, on the loopback interface only. {@code metarefresh local}, the benchmarks and
 * the integration tests of every module start them; the job and downstream services never do. Nothing here is tuned for production, or
 * safe in it.
 */
package io.metarefresh.local;

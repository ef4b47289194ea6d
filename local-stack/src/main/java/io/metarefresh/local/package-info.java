/**
 * A real Kafka broker and a real schema registry on this machine, on the loopback interface only. Used by {@code metarefresh
 * local} and by integration tests of every module; never by the job or a downstream service. Nothing here is tuned for, or safe
 * in, production.
 */
package io.metarefresh.local;

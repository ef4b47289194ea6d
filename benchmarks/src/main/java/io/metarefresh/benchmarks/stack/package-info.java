/** Broker, registry, topics and schemas for one run of a benchmark; broker and registry are processes of their own. */
package io.metarefresh.benchmarks.stack;

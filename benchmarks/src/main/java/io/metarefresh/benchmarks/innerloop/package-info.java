/**
 * Members that one thread adapts per second, beside a naive ND4J implementation, PyTorch, and what the processor's matrix products allow, all
 * in one run. Every peer computes the same embeddings, which is checked before anything is timed.
 */
package io.metarefresh.benchmarks.innerloop;

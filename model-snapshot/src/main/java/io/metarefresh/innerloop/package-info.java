/**
 * The MAML inner loop of one snapshot, batched over entities and low-rank: the mathematics of the snapshot format's chapters 4 to 6 on
 * ND4J matrix products, without a weight matrix for any single entity. The job, evaluation and the offline commands adapt with
 * {@link io.metarefresh.innerloop.InnerLoop} and predict with {@link io.metarefresh.innerloop.Scorer}. Checks of what was published
 * use {@link io.metarefresh.innerloop.ReferenceInnerLoop}, the same in double precision and written down naively.
 */
package io.metarefresh.innerloop;

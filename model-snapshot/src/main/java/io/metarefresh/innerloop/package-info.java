/**
 * The MAML inner loop of one snapshot, batched over entities and low-rank: the mathematics of the snapshot format's chapters
 * 4 to 6 on ND4J matrix products. No per-entity weight matrix exists in that. Beside it the same in double precision, written down
 * naively, for those who check what was published.
 */
package io.metarefresh.innerloop;

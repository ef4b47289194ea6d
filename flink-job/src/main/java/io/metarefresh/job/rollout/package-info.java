/**
 * ROLLOUT without Flink types: which announced snapshot may follow the running one, when to try again what cannot be read, and how fast
 * entities are adapted anew. Called by the steps that admit snapshots and swap them, and by the entry points.
 */
package io.metarefresh.job.rollout;

/**
 * What happened and what is kept of it: interactions, their order, and the support set of one entity.
 *
 * <p>Pure values and rules without Flink, Kafka or ND4J. The live job, meta-training, evaluation and the offline commands
 * all use these same classes, so that a support set is the same everywhere.
 */
package io.metarefresh.interaction;

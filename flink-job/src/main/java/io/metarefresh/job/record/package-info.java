/**
 * What passes between the steps of the job: raw Kafka records, refusals, inputs of an entity, refresh commands and
 * publications. Immutable values without Flink types; every step may use them.
 */
package io.metarefresh.job.record;

/**
 * What is known of one entity and what follows from an input or a timer: support set, profile, forgetting, expiry, pace. Plain
 * objects without Flink types. {@link io.metarefresh.job.member.EntityStep} is the door: it loads an entity, lets it work, writes
 * back what changed, moves its timers and emits its refreshes.
 */
package io.metarefresh.job.member;

/**
 * What is known of one entity and what follows from an input or a timer: support set, profile, forgetting, expiry, pace. Plain
 * objects without Flink types; the keyed function loads them from state, calls them, and writes back what changed.
 */
package io.metarefresh.job.member;

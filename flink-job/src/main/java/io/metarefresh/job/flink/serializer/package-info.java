/**
 * How values cross the network and lie in state: one serializer for each type, and the type information that hands them to Flink. Forms
 * of state begin with their version ({@code docs/compatibility.md}).
 */
package io.metarefresh.job.flink.serializer;

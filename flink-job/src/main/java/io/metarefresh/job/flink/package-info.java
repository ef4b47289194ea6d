/**
 * The Flink shell around the pure core. {@link io.metarefresh.job.flink.RefreshTopology} is the one topology of production, tests and
 * benchmarks; what it is given stands in {@code TopologySettings} and {@code TaskResources}. Its steps are in {@code operator}, their metrics in
 * {@code metric}, what they exchange and store in {@code serializer}. The serializers in this package are names that savepoints carry,
 * and nothing else.
 */
package io.metarefresh.job.flink;

/**
 * The Flink shell around the pure core: the one topology of production and tests. Its steps are in {@code operator}, their metrics in
 * {@code metric}, what they exchange and store in {@code serializer}. The serializers in this package are names that older savepoints
 * carry, and nothing else.
 */
package io.metarefresh.job.flink;

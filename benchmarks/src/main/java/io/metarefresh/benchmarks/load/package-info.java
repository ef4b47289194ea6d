/**
 * Load on a running job and the freshness that it gives: events sent when they are due whatever the job does, and the moment at which
 * a consumer sees them in an embedding.
 */
package io.metarefresh.benchmarks.load;

/** The work that the benchmarks give the job: fixed by its settings and seeds, the same bytes in every run. */
package io.metarefresh.benchmarks.workload;

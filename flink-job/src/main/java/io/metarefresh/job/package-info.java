/**
 * Entry points of the streaming job. {@link io.metarefresh.job.RefreshJob} is the main class of the job jar and what the command line
 * calls, {@code JobAssembly} builds what it runs. The packages below hold the pure core and the Flink shell around it.
 */
package io.metarefresh.job;

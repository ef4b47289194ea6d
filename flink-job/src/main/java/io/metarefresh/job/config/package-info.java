/**
 * The job's configuration: every option declared once, read from one YAML file into an immutable, validated {@link
 * io.metarefresh.job.config.JobConfig}. Free of Flink types. Called by the entry points and by the command line; nothing below
 * them reads a configuration file.
 */
package io.metarefresh.job.config;

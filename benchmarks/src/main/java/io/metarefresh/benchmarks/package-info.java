/**
 * Benchmarks of what the project exists for. No test depends on them and nothing else may use them; {@code bin/benchmark} runs
 * them.
 */
package io.metarefresh.benchmarks;

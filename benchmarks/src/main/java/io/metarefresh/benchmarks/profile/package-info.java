/** Where the processor time goes: samples of async-profiler, attributed to the steps of the job by the classes on their stacks. */
package io.metarefresh.benchmarks.profile;

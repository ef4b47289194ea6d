/**
 * Interactions as files: the CSV format of the command line, the importers that make it from public data, and a generator of
 * synthetic members. Training, evaluation and the commands read their data through {@link io.metarefresh.dataset.InteractionFile};
 * nothing in here runs in the streaming job.
 */
package io.metarefresh.dataset;

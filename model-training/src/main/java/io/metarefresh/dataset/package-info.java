/**
 * Interactions as files: the CSV format of the command line, importers of public data, and a generator of synthetic members. Training,
 * evaluation and the commands read their data through {@link io.metarefresh.dataset.InteractionFile}. The streaming job does not know
 * this package.
 */
package io.metarefresh.dataset;

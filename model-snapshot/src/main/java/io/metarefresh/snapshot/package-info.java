/**
 * The frozen model: the snapshot directory as records, its reader with every check of the format page, its writer, and the definitions
 * of what a manifest names ({@link io.metarefresh.snapshot.Activation}, {@link io.metarefresh.snapshot.Loss} and others). All modules
 * may read a snapshot; only meta-training and tests write one. What a reader returns is intact and complete, so that nothing after it
 * checks shapes, checksums or vocabularies again.
 */
package io.metarefresh.snapshot;

/**
 * Meta-training: from recorded interactions to a frozen snapshot, by exact second-order MAML over the low-rank inner loop (snapshot
 * format, chapter 7). {@link io.metarefresh.training.MetaTrainer} is the way in; below it lie a small reverse-mode tape over float
 * matrices and the model written in its operations. Evaluation, the command line and tests call it, the streaming job does not.
 */
package io.metarefresh.training;

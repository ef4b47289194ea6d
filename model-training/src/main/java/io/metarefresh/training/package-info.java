/**
 * Meta-training: from recorded interactions to a frozen snapshot, by exact second-order MAML over the low-rank inner loop
 * (snapshot format, chapter 7). {@link io.metarefresh.training.MetaTrainer} is the way in; the rest is a small reverse-mode
 * tape over float matrices and the model written in its operations. No Flink, no Kafka, no printing.
 */
package io.metarefresh.training;

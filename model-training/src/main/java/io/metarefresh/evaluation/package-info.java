/**
 * Does freshness pay? Replays the later part of a data set against a snapshot trained on the earlier part, under several refresh
 * policies and beside baselines, predicting each event before it joins the support set. {@link io.metarefresh.evaluation.Evaluation}
 * computes, the writers put the report into files; only the command line and tests call them.
 */
package io.metarefresh.evaluation;

/**
 * Measures what freshness is worth: replays the later part of a data set under several refresh policies and beside baselines, and
 * predicts each event before it joins the support set. {@link io.metarefresh.evaluation.Evaluation} computes,
 * {@link io.metarefresh.evaluation.ReportFiles} writes the report. Only the command line and tests call them.
 */
package io.metarefresh.evaluation;

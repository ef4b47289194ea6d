/**
 * What predictions are worth: area under the curve, log loss, calibration. There is one implementation of each. Training, evaluation,
 * the lift that the job measures, and the live page call it.
 */
package io.metarefresh.prediction;

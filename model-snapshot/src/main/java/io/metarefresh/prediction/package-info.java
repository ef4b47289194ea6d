/** What predictions are worth: area under the curve, log loss, calibration. For evaluation, the live lift and the page alike. */
package io.metarefresh.prediction;

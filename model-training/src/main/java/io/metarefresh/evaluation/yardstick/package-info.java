/**
 * What an embedding has to beat on the same events: models that an expert would try first. Each is tuned inside the training part, fitted
 * on all of it, and then passes over the later events once. Nothing here knows a snapshot but the ranker's test.
 */
package io.metarefresh.evaluation.yardstick;

package io.metarefresh.job.kafka;

import java.util.Optional;

/**
 * Ids of the outputs' schemas in the registry.
 *
 * @param embeddings of the embeddings
 * @param heartbeats of the heartbeats; empty where there are none
 */
public record SchemaIds(int embeddings, Optional<Integer> heartbeats) {}

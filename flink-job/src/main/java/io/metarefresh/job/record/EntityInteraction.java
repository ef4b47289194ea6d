package io.metarefresh.job.record;

import io.metarefresh.interaction.Interaction;

/**
 * An accepted interaction on its way to the entity that it refreshes.
 *
 * @param entityId the member or the item, by configuration
 * @param interaction what happened
 * @param partition of the input topic, for its watermark
 * @param timestampMillis the record's Kafka timestamp
 */
public record EntityInteraction(String entityId, Interaction interaction, int partition, long timestampMillis) {}

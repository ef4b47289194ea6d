package io.metarefresh.job.record;

import io.metarefresh.interaction.SupportRow;

/**
 * An accepted interaction on its way to the entity that it refreshes.
 *
 * @param entityId the member or the item, by configuration
 * @param row what happened; decoded as far as anybody asked for it
 * @param partition of the input topic, for its watermark
 * @param timestampMillis the record's Kafka timestamp
 */
public record EntityInteraction(String entityId, SupportRow row, int partition, long timestampMillis) {}

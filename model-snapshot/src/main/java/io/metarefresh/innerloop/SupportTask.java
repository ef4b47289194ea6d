package io.metarefresh.innerloop;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.List;

/**
 * One entity to adapt.
 *
 * @param entityId the member (or item) whose embedding is wanted; encoded where the manifest names the entity's own key
 * @param profile the entity's features; {@link Features#NONE} when there are none
 * @param rows the support set, oldest first by (event time, event id); the inner loop takes the newest rows that its
 *     snapshot asks for
 */
public record SupportTask(String entityId, Features profile, List<Interaction> rows) {}

package io.metarefresh.interaction;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * The features of an entity itself.
 *
 * @param entityId whose features they are
 * @param updatedAtMillis when they changed, in milliseconds since the epoch
 * @param forgetUpToMillis everything known of the entity up to and including this time is to be erased, in milliseconds since the
 *     epoch; empty for nothing
 * @param features raw, as they were logged
 */
public record Profile(String entityId, long updatedAtMillis, OptionalLong forgetUpToMillis, Features features) {
    public Profile {
        Objects.requireNonNull(entityId, "entityId");
        Objects.requireNonNull(forgetUpToMillis, "forgetUpToMillis");
        Objects.requireNonNull(features, "features");
    }
}

package io.metarefresh.interaction;

import java.util.Objects;

/**
 * One interaction of a member with an item.
 *
 * @param eventId identity of the event; of two interactions with one id the greater version wins (SUPPORT)
 * @param eventVersion version of the event, 0 unless corrected later
 * @param memberId the member who acted
 * @param itemId the item acted upon
 * @param eventTimeMillis when, in milliseconds since the epoch
 * @param label what the model learns to predict
 * @param weight weight of the row in the support loss, finite and not negative
 * @param context non-meta features as logged when the item was shown
 */
public record Interaction(
        String eventId,
        int eventVersion,
        String memberId,
        String itemId,
        long eventTimeMillis,
        float label,
        float weight,
        Features context)
        implements SupportRow {

    public Interaction {
        Objects.requireNonNull(eventId, "eventId");
        Objects.requireNonNull(memberId, "memberId");
        Objects.requireNonNull(itemId, "itemId");
        Objects.requireNonNull(context, "context");
    }

    @Override
    public int eventIdHash() {
        return eventId.hashCode();
    }

    @Override
    public Interaction interaction() {
        return this;
    }
}

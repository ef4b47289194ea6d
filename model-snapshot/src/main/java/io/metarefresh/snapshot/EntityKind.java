package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.metarefresh.interaction.Interaction;

/** Which side of an interaction is adapted. */
public enum EntityKind {
    @JsonProperty("member")
    MEMBER,
    @JsonProperty("item")
    ITEM;

    /** The id of this side of the interaction. */
    public String idOf(Interaction interaction) {
        return switch (this) {
            case MEMBER -> interaction.memberId();
            case ITEM -> interaction.itemId();
        };
    }
}

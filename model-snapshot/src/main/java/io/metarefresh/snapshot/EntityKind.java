package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.metarefresh.interaction.Interaction;

/** Which side of an interaction is adapted. The other side's id is a context feature. */
public enum EntityKind {
    @JsonProperty("member")
    MEMBER,
    @JsonProperty("item")
    ITEM;

    /** Of the two ids of an interaction that of the entity. */
    public String idOf(Interaction interaction) {
        return switch (this) {
            case MEMBER -> interaction.memberId();
            case ITEM -> interaction.itemId();
        };
    }

    /** Of the two ids of an interaction that of the other side. */
    public String otherIdOf(Interaction interaction) {
        return switch (this) {
            case MEMBER -> interaction.itemId();
            case ITEM -> interaction.memberId();
        };
    }
}

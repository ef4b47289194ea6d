package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which side of an interaction is adapted. The other side's id is a context feature. */
public enum EntityKind {
    @JsonProperty("member")
    MEMBER,
    @JsonProperty("item")
    ITEM;

    /** Of the two ids of an interaction that of the entity. */
    public String entityId(String memberId, String itemId) {
        return switch (this) {
            case MEMBER -> memberId;
            case ITEM -> itemId;
        };
    }

    /** Of the two ids of an interaction that of the other side. */
    public String otherId(String memberId, String itemId) {
        return entityId(itemId, memberId);
    }
}

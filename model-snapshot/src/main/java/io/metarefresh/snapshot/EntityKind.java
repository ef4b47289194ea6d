package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which side of an interaction is adapted. */
public enum EntityKind {
    @JsonProperty("member")
    MEMBER,
    @JsonProperty("item")
    ITEM
}

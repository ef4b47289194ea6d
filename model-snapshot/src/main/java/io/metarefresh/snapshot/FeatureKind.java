package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A dense vector, or a list of ids looked up in an embedding table. */
public enum FeatureKind {
    @JsonProperty("dense")
    DENSE,
    @JsonProperty("ids")
    IDS
}

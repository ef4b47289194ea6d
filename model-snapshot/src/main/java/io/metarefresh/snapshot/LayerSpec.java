package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;

/** One dense layer: output width and activation. */
public record LayerSpec(@JsonProperty("units") int units, @JsonProperty("activation") Activation activation) {}

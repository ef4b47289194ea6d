package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Activation function of a layer, by its name in the manifest. */
public enum Activation {
    @JsonProperty("relu")
    RELU,
    @JsonProperty("tanh")
    TANH,
    @JsonProperty("identity")
    IDENTITY
}

package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** The shared, frozen block; {@code product} adds e ⊙ (cQ + q) to the second layer's input. */
public record GlobalBlockSpec(
        @JsonProperty("layers") List<LayerSpec> layers, @JsonProperty("product") boolean product) {}

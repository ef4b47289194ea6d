package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** The block that is adapted per entity; its last layer's output is the meta embedding. */
public record MetaBlockSpec(@JsonProperty("layers") List<LayerSpec> layers) {}

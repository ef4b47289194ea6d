package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the table rows of an id list become one vector. */
public enum Pooling {
    @JsonProperty("mean")
    MEAN,
    @JsonProperty("sum")
    SUM
}

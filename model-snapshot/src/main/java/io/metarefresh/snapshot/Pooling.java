package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the table rows of an id list become one vector. */
public enum Pooling {
    @JsonProperty("mean")
    MEAN,
    @JsonProperty("sum")
    SUM;

    /** What the sum of the rows is divided by where there are {@code count} ≥ 1 of them. */
    public float divisor(int count) {
        return switch (this) {
            case MEAN -> count;
            case SUM -> 1;
        };
    }
}

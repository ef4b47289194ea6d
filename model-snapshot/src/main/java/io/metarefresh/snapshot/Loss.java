package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Loss of the inner loop: logistic on the logit with labels in [0, 1], or squared, ½(s − y)². */
public enum Loss {
    @JsonProperty("logistic")
    LOGISTIC,
    @JsonProperty("squared")
    SQUARED
}

package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How the weight of a support row falls with its place in the set and with its age: w̃ = w · exp(−rank · place) · (1 + age / 1 h)^(−age), where
 * the newest row of the set has place 0 and age 0 (snapshot format, chapter 5).
 *
 * @param rank decay with each place, at least 0
 * @param age exponent of the age, at least 0
 */
public record Recency(@JsonProperty("rank") double rank, @JsonProperty("age") double age) {
    private static final double MILLIS_PER_HOUR = 3_600_000;

    /**
     * What a row's weight is multiplied with.
     *
     * @param place 0 for the newest row of the set
     * @param ageMillis against the newest row of the set, not negative
     */
    public double factor(int place, double ageMillis) {
        return Math.exp(-rank * place - age * Math.log1p(ageMillis / MILLIS_PER_HOUR));
    }
}

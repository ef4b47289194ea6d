package io.metarefresh.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;

/**
 * Settings of the inner loop (snapshot format, chapter 5).
 *
 * @param steps K ≥ 0, number of gradient steps
 * @param loss the support loss
 * @param priorWeight ≥ 0, added to the weight sum in the denominator
 * @param maxGradientNorm cap of the gradient's norm over all tensors; null for none
 * @param supportMaxSize rows of the support set at most
 * @param supportHorizon rows not newer than the newest event time minus this are not used
 * @param halfLife age at which a row's weight is halved; null for none
 * @param maxEmbeddingNorm GUARD bound on the norm of the adapted embedding; null for none
 * @param recency how a row's weight falls with rank and age; null for none
 */
public record InnerLoopSpec(
        @JsonProperty("steps") int steps,
        @JsonProperty("loss") Loss loss,
        @JsonProperty("prior_weight") double priorWeight,
        @JsonProperty("max_gradient_norm") Double maxGradientNorm,
        @JsonProperty("support_max_size") int supportMaxSize,
        @JsonProperty("support_horizon") Duration supportHorizon,
        @JsonProperty("half_life") Duration halfLife,
        @JsonProperty("max_embedding_norm") Double maxEmbeddingNorm,
        // Left out where there is none: jobs of before know no such key.
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("recency") Recency recency) {

    /** Without recency. */
    public InnerLoopSpec(
            int steps,
            Loss loss,
            double priorWeight,
            Double maxGradientNorm,
            int supportMaxSize,
            Duration supportHorizon,
            Duration halfLife,
            Double maxEmbeddingNorm) {
        this(
                steps,
                loss,
                priorWeight,
                maxGradientNorm,
                supportMaxSize,
                supportHorizon,
                halfLife,
                maxEmbeddingNorm,
                null);
    }

    /** The same with another number of steps; their learning rates are the caller's business. */
    public InnerLoopSpec withSteps(int count) {
        return with(count, loss, supportMaxSize, supportHorizon, halfLife, recency);
    }

    /** The same with another loss. */
    public InnerLoopSpec withLoss(Loss other) {
        return with(steps, other, supportMaxSize, supportHorizon, halfLife, recency);
    }

    /** The same with another support set. */
    public InnerLoopSpec withSupport(int maxSize, Duration horizon) {
        return with(steps, loss, maxSize, horizon, halfLife, recency);
    }

    /** The same with weights that decay; null for weights that do not. */
    public InnerLoopSpec withHalfLife(Duration age) {
        return with(steps, loss, supportMaxSize, supportHorizon, age, recency);
    }

    /** The same with weights that fall with rank and age; null for weights that do not. */
    public InnerLoopSpec withRecency(Recency decay) {
        return with(steps, loss, supportMaxSize, supportHorizon, halfLife, decay);
    }

    private InnerLoopSpec with(int count, Loss other, int maxSize, Duration horizon, Duration age, Recency decay) {
        return new InnerLoopSpec(
                count, other, priorWeight, maxGradientNorm, maxSize, horizon, age, maxEmbeddingNorm, decay);
    }
}

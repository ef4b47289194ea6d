package io.metarefresh.snapshot;

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
 */
public record InnerLoopSpec(
        @JsonProperty("steps") int steps,
        @JsonProperty("loss") Loss loss,
        @JsonProperty("prior_weight") double priorWeight,
        @JsonProperty("max_gradient_norm") Double maxGradientNorm,
        @JsonProperty("support_max_size") int supportMaxSize,
        @JsonProperty("support_horizon") Duration supportHorizon,
        @JsonProperty("half_life") Duration halfLife,
        @JsonProperty("max_embedding_norm") Double maxEmbeddingNorm) {

    /** The same with another number of steps; their learning rates are the caller's business. */
    public InnerLoopSpec withSteps(int count) {
        return with(count, loss, supportMaxSize, supportHorizon, halfLife);
    }

    /** The same with another loss. */
    public InnerLoopSpec withLoss(Loss other) {
        return with(steps, other, supportMaxSize, supportHorizon, halfLife);
    }

    /** The same with another support set. */
    public InnerLoopSpec withSupport(int maxSize, Duration horizon) {
        return with(steps, loss, maxSize, horizon, halfLife);
    }

    /** The same with weights that decay; null for weights that do not. */
    public InnerLoopSpec withHalfLife(Duration age) {
        return with(steps, loss, supportMaxSize, supportHorizon, age);
    }

    private InnerLoopSpec with(int count, Loss other, int maxSize, Duration horizon, Duration age) {
        return new InnerLoopSpec(count, other, priorWeight, maxGradientNorm, maxSize, horizon, age, maxEmbeddingNorm);
    }
}

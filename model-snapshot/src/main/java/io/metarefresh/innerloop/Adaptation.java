package io.metarefresh.innerloop;

/**
 * The result of the inner loop for one entity.
 *
 * @param embedding the embedding to publish, length = the manifest's embedding dimension: e(θ_K), or e(θ_0) where the guard
 *     tripped; null where not even e(θ_0) is finite (nothing may be published)
 * @param supportSize rows used
 * @param supportLossBefore mean weighted loss at θ_0; null without rows of positive weight
 * @param supportLossAfter the same at θ_K
 * @param guarded whether the adapted embedding was refused (GUARD)
 */
public record Adaptation(
        float[] embedding, int supportSize, Float supportLossBefore, Float supportLossAfter, boolean guarded) {}

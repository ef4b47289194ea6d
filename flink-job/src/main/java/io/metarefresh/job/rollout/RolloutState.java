package io.metarefresh.job.rollout;

import io.metarefresh.job.record.AdmittedSnapshot;

/**
 * What a subtask of the keyed step remembers of a snapshot across restarts.
 *
 * @param snapshot which
 * @param phase how far it is here
 */
public record RolloutState(AdmittedSnapshot snapshot, Phase phase) {

    /** In this order. */
    public enum Phase {
        /** It is admitted, but not run yet. */
        AWAITED,
        /** It is run, and entities that were published under an older one are adapted anew. */
        ROLLING_OUT,
        /** Every entity of the subtask was published under it, or will be at the end of its interval. */
        ROLLED_OUT
    }

    /** Whether embeddings were published under it. */
    public boolean ran() {
        return phase != Phase.AWAITED;
    }
}

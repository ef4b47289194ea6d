package io.metarefresh.job.record;

/** A record for the embeddings topic. */
public sealed interface Publication {

    /** The record's key. */
    String entityId();

    /** Calls the action that fits. */
    <E extends Exception> void embeddingOrTombstone(
            CaseAction<? super Embedding, E> embedding, CaseAction<? super Tombstone, E> tombstone) throws E;

    /**
     * An embedding.
     *
     * @param entityId whose
     * @param embedding the vector; its length is the model's embedding dimension
     * @param modelName name of the snapshot's model
     * @param modelVersion version of the snapshot
     * @param asOfMillis time of the newest input in it
     * @param supportSize rows used
     * @param supportLossBefore null without rows of positive weight
     * @param supportLossAfter null without rows of positive weight
     * @param reason what made it
     */
    record Embedding(
            String entityId,
            float[] embedding,
            String modelName,
            long modelVersion,
            long asOfMillis,
            int supportSize,
            Float supportLossBefore,
            Float supportLossAfter,
            Reason reason)
            implements Publication {
        @Override
        public <E extends Exception> void embeddingOrTombstone(
                CaseAction<? super Embedding, E> embedding, CaseAction<? super Tombstone, E> tombstone) throws E {
            embedding.apply(this);
        }
    }

    /** A null value with header {@code forgotten-at}. */
    record Tombstone(String entityId, long forgottenAtMillis) implements Publication {
        @Override
        public <E extends Exception> void embeddingOrTombstone(
                CaseAction<? super Embedding, E> embedding, CaseAction<? super Tombstone, E> tombstone) throws E {
            tombstone.apply(this);
        }
    }
}

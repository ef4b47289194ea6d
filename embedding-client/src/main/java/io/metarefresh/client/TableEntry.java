package io.metarefresh.client;

/**
 * What a reader holds of one entity, and the rules of ORDER by which a record of the topic changes it. Pure: every method
 * returns what is held afterwards, the same instance when the record is refused.
 *
 * @param embedding null when the entity has none
 * @param offset of the record that was applied last, in the partition of the entity's key
 * @param forgottenAtMillis the latest time up to which the entity was forgotten, {@link #NEVER} if it never was
 */
record TableEntry(EntityEmbedding embedding, long offset, long forgottenAtMillis) {
    static final long NEVER = Long.MIN_VALUE;
    static final TableEntry NOTHING = new TableEntry(null, -1, NEVER);

    /** Applies an embedding unless its (model_version, as_of) is smaller; on equality the later offset wins. */
    TableEntry offer(EntityEmbedding offered, long offeredOffset) {
        if (forgottenAtMillis != NEVER && offered.asOfMillis() <= forgottenAtMillis) {
            return this;
        }
        if (embedding != null && compare(offered, offeredOffset) <= 0) {
            return this;
        }
        return new TableEntry(offered, offeredOffset, forgottenAtMillis);
    }

    private int compare(EntityEmbedding offered, long offeredOffset) {
        int order = Long.compare(offered.modelVersion(), embedding.modelVersion());
        if (order == 0) {
            order = Long.compare(offered.asOfMillis(), embedding.asOfMillis());
        }
        return order != 0 ? order : Long.compare(offeredOffset, offset);
    }

    /** A tombstone that forgets: erases what is not newer, and later records that are not newer are refused. */
    TableEntry forget(long forgetMillis, long tombstoneOffset) {
        boolean erases = embedding != null && embedding.asOfMillis() <= forgetMillis;
        if (!erases && forgetMillis <= forgottenAtMillis) {
            return this;
        }
        long mark = Math.max(forgottenAtMillis, forgetMillis);
        return erases ? new TableEntry(null, tombstoneOffset, mark) : new TableEntry(embedding, offset, mark);
    }

    /** A tombstone that says nothing: erases what was written before it. */
    TableEntry remove(long tombstoneOffset) {
        return embedding == null || tombstoneOffset <= offset
                ? this
                : new TableEntry(null, tombstoneOffset, forgottenAtMillis);
    }
}

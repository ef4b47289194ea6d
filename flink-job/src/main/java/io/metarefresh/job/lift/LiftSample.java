package io.metarefresh.job.lift;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import java.io.Serializable;
import java.util.List;

/**
 * Which refreshes are measured: those made by an interaction whose newest row is in the sample. A row is in it by the hash of its event
 * id, so that runs, restarts and parallelisms choose the same rows, and hot entities count as often as they act.
 *
 * <p>Decision: {@code docs/decisions/0104-lift-is-measured-test-then-train.md}.
 *
 * @param ratio share of the event ids, 0 (none) to 1 (all)
 */
public record LiftSample(double ratio) implements Serializable {
    public static final LiftSample NONE = new LiftSample(0);

    public LiftSample {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("ratio must be from 0 to 1, not " + ratio);
        }
    }

    boolean takes(Refresh.Adapt refresh) {
        // Other refreshes bring no row that the embedding before had not seen.
        if (ratio == 0 || refresh.reason() != Reason.INTERACTION) {
            return false;
        }
        List<Interaction> rows = refresh.task().rows();
        return !rows.isEmpty() && takes(rows.get(rows.size() - 1).eventId());
    }

    private boolean takes(String eventId) {
        return Integer.toUnsignedLong(scattered(eventId.hashCode())) < ratio * (1L << 32);
    }

    /** The finalizer of MurmurHash3: ids that count up have hash codes that count up. */
    private static int scattered(int hash) {
        int h = hash;
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        h ^= h >>> 16;
        return h;
    }
}

package io.metarefresh.innerloop;

import io.metarefresh.innerloop.ReferenceInnerLoop.Kink;
import io.metarefresh.innerloop.ReferenceInnerLoop.Result;
import io.metarefresh.snapshot.Snapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether float32 rounding explains an embedding that does not agree with another one of the same input (AGREE). Rounding moves a
 * pre-activation by some millionths; where that carries a relu over its kink, the gradient through it comes or goes, and everything after
 * differs. An embedding is explained when it agrees with double precision, as computed or with relus on the other side that come within
 * {@link #TOLERANCE} of their kink. That some relu is so near says little: in a model of ordinary size every second entity has one.
 *
 * <p>Decision: {@code docs/decisions/0091-what-the-audit-lets-pass.md}.
 */
public final class KinkCheck {
    /** Of |a − b| / (1 + |b|), and of a pre-activation. */
    public static final double TOLERANCE = 1e-5;

    /** Every choice among nine relus. */
    private static final int MAX_RUNS = 512;

    private final ReferenceInnerLoop reference;
    private final Double maxNorm;

    /**
     * What was found out about an embedding.
     *
     * @param difference largest |a − b| / (1 + |b|) of any component from the nearest result of double precision
     * @param flipped relus on the other side of their kink in that result
     * @param smallestKinkDistance smallest |pre-activation| of a relu in double precision
     */
    public record Finding(double difference, int flipped, double smallestKinkDistance) {
        public boolean explained() {
            return difference <= TOLERANCE;
        }
    }

    public KinkCheck(Snapshot snapshot) {
        reference = new ReferenceInnerLoop(snapshot);
        maxNorm = snapshot.manifest().innerLoop().maxEmbeddingNorm();
    }

    /** @param embedding that was published for this task, as long as the snapshot's are */
    public Finding explain(SupportTask task, float[] embedding) {
        Deque<Set<Integer>> open = new ArrayDeque<>();
        open.add(Set.of());
        Finding best = null;
        double smallest = 0;
        // Fewest flips first. One relu's side changes what comes after it, so that further flips are looked for behind
        // it.
        for (int runs = 0; runs < MAX_RUNS && !open.isEmpty(); runs++) {
            Set<Integer> flipped = open.remove();
            Result result = reference.adapt(task, flipped);
            if (best == null) {
                smallest = result.smallestKinkDistance();
            }
            double difference = difference(embedding, guarded(result));
            if (best == null || difference < best.difference()) {
                best = new Finding(difference, flipped.size(), smallest);
            }
            if (best.explained()) {
                return best;
            }
            int last = flipped.stream().mapToInt(i -> i).max().orElse(-1);
            for (Kink kink : result.nearKinks()) {
                if (kink.index() > last) {
                    Set<Integer> more = new HashSet<>(flipped);
                    more.add(kink.index());
                    open.add(more);
                }
            }
        }
        return best;
    }

    /** GUARD: what is published where the adapted embedding is too long. */
    private double[] guarded(Result result) {
        double squares = 0;
        for (double value : result.embedding()) {
            squares += value * value;
        }
        return maxNorm != null && Math.sqrt(squares) > maxNorm ? result.unadapted() : result.embedding();
    }

    /** Infinite where a number is none, which agrees with nothing. */
    private static double difference(float[] a, double[] b) {
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = Math.abs(a[i] - b[i]) / (1 + Math.abs(b[i]));
            worst = Math.max(worst, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        }
        return worst;
    }
}

package io.metarefresh.cli.agreement;

import io.metarefresh.innerloop.KinkCheck;

/** How far two embeddings are from each other, by the measure of AGREE. */
public final class RelativeDifference {
    /** Two embeddings agree up to this difference. */
    public static final double TOLERANCE = KinkCheck.TOLERANCE;

    private RelativeDifference() {}

    /** The largest |a − b| / (1 + |b|) of any component; infinite where the lengths differ. */
    public static double of(float[] a, float[] b) {
        if (a.length != b.length) {
            return Double.POSITIVE_INFINITY;
        }
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Math.abs((double) a[i] - b[i]) / (1 + Math.abs((double) b[i])));
        }
        return worst;
    }
}

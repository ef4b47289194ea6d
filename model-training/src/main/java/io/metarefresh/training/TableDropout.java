package io.metarefresh.training;

import java.util.SplittableRandom;

/** Noise on large embedding tables in training: dropout on what is looked up, and ids replaced by the unknown id. */
final class TableDropout {
    private final SplittableRandom random;
    private final double dropout;
    private final double unknownShare;

    TableDropout(SplittableRandom random, double dropout, double unknownShare) {
        this.random = random;
        this.dropout = dropout;
        this.unknownShare = unknownShare;
    }

    /** By the settings of meta-training. */
    TableDropout(SplittableRandom random, Regularisation regularisation) {
        this(random, regularisation.tableDropout(), regularisation.unknownIdShare());
    }

    /** Factors 0 or 1 / (1 − dropout); null for none. */
    float[] mask(int size) {
        if (dropout == 0) {
            return null;
        }
        float[] mask = new float[size];
        float kept = (float) (1 / (1 - dropout));
        for (int i = 0; i < size; i++) {
            mask[i] = random.nextDouble() < dropout ? 0f : kept;
        }
        return mask;
    }

    /** Replaces each id by the unknown id with the probability of {@code unknownShare}. */
    void hideIds(int[] ids) {
        for (int i = 0; i < ids.length; i++) {
            if (random.nextDouble() < unknownShare) {
                ids[i] = 0;
            }
        }
    }
}

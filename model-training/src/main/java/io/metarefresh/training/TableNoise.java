package io.metarefresh.training;

import java.util.SplittableRandom;

/** What regularises embedding tables in training: dropout, and ids hidden behind the unknown id. */
final class TableNoise {
    private final SplittableRandom random;
    private final double dropout;
    private final double unknownShare;

    TableNoise(SplittableRandom random, double dropout, double unknownShare) {
        this.random = random;
        this.dropout = dropout;
        this.unknownShare = unknownShare;
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

    void hideIds(int[] ids) {
        for (int i = 0; i < ids.length; i++) {
            if (random.nextDouble() < unknownShare) {
                ids[i] = 0;
            }
        }
    }
}

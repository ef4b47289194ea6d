package io.metarefresh.cli.local;

import io.metarefresh.cli.offline.OfflineAdaptation;
import io.metarefresh.client.MemberEmbedding;
import io.metarefresh.client.MetaEmbeddingStore;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.snapshot.Snapshot;

/**
 * How far the published embeddings are those of the offline computation. Two embeddings agree when |a − b| ≤ 1e-5 (1 + |b|) in every
 * component (AGREE).
 *
 * @param entities that should have an embedding
 * @param missing that have none
 * @param stale whose embedding is of another model version, time or number of rows than the offline one: no rounding does that
 * @param agreeing whose embedding agrees
 * @param worst largest |a − b| / (1 + |b|) of any component
 */
public record Agreement(int entities, int missing, int stale, int agreeing, double worst) {
    private static final double TOLERANCE = 1e-5;
    private static final double SHARE_NEEDED = 0.99;

    /** Compares what the store holds with the offline computation over those interactions. */
    public static Agreement of(Snapshot snapshot, Dataset produced, MetaEmbeddingStore store) {
        Tally tally = new Tally();
        OfflineAdaptation.run(snapshot, produced, adapted -> {
            MemberEmbedding published = store.get(adapted.entityId())
                    .filter(embedding -> !embedding.isDefault())
                    .orElse(null);
            tally.add(
                    published == null ? null : published.vector(),
                    adapted.adaptation().embedding());
            if (published != null && !isOf(published, snapshot, adapted)) {
                tally.stale++;
            }
        });
        return new Agreement(tally.entities, tally.missing, tally.stale, tally.agreeing, tally.worst);
    }

    private static boolean isOf(MemberEmbedding published, Snapshot snapshot, OfflineAdaptation.Adapted adapted) {
        return published.modelVersion() == snapshot.manifest().modelVersion()
                && published.asOf().toEpochMilli() == adapted.asOfMillis()
                && published.supportSize() == adapted.adaptation().supportSize();
    }

    private static final class Tally {
        private int entities;
        private int missing;
        private int stale;
        private int agreeing;
        private double worst;

        /** Either is null where there is no embedding. */
        private void add(float[] published, float[] expected) {
            entities++;
            if (published == null && expected == null) {
                agreeing++;
            } else if (published == null || expected == null || published.length != expected.length) {
                missing++;
            } else {
                double difference = difference(published, expected);
                worst = Math.max(worst, difference);
                if (difference <= TOLERANCE) {
                    agreeing++;
                }
            }
        }
    }

    private static double difference(float[] a, float[] b) {
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Math.abs((double) a[i] - b[i]) / (1 + Math.abs((double) b[i])));
        }
        return worst;
    }

    public double share() {
        return entities == 0 ? 1 : (double) agreeing / entities;
    }

    /** Whether none is missing or stale and 99 % agree, which leaves room for kinks alone (AGREE). */
    public boolean enough() {
        return missing == 0 && stale == 0 && share() >= SHARE_NEEDED;
    }
}

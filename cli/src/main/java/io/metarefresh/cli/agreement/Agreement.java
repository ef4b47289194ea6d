package io.metarefresh.cli.agreement;

import io.metarefresh.cli.offline.OfflineAdaptation;
import io.metarefresh.client.EntityEmbedding;
import io.metarefresh.client.MetaEmbeddingStore;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.innerloop.KinkCheck;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.text.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How far the published embeddings are those of the offline computation. Two embeddings agree when |a − b| ≤ 1e-5 (1 + |b|) in every
 * component; 99 % must, and of the others each must be what double precision gives on one of the sides of a relu's kink (AGREE).
 *
 * @param entities that should have an embedding
 * @param missing that have none
 * @param stale whose embedding is of another model version, time or number of rows than the offline one: no rounding does that
 * @param agreeing whose embedding agrees
 * @param worst largest |a − b| / (1 + |b|) of any component
 * @param exceptions that do not agree, recomputed in double precision; none where they are more than one in a hundred
 */
public record Agreement(
        int entities, int missing, int stale, int agreeing, double worst, List<RoundingException> exceptions) {
    private static final double SHARE_NEEDED = 0.99;

    /**
     * One whose embedding does not agree.
     *
     * @param difference from the offline computation, |a − b| / (1 + |b|)
     */
    public record RoundingException(String entityId, double difference, KinkCheck.Finding finding) {
        /** One line for people. */
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%s differs by %.1e; from double precision by %.1e%s, smallest pre-activation of a relu %.1e%s",
                    PrintableText.of(entityId),
                    difference,
                    finding.difference(),
                    finding.flipped() == 0
                            ? ""
                            : " with the other side of " + finding.flipped() + " kink"
                                    + (finding.flipped() == 1 ? "" : "s"),
                    finding.smallestKinkDistance(),
                    finding.explained() ? "" : ": NOT EXPLAINED BY ROUNDING");
        }
    }

    /** Compares what the store holds with the offline computation over those interactions. */
    public static Agreement of(Snapshot snapshot, Dataset produced, MetaEmbeddingStore store) {
        Tally tally = new Tally();
        OfflineAdaptation.run(snapshot, produced, adapted -> {
            EntityEmbedding published = store.get(adapted.entityId())
                    .filter(embedding -> !embedding.isDefault())
                    .orElse(null);
            tally.add(
                    adapted.task(),
                    published == null ? null : published.vector(),
                    adapted.adaptation().embedding());
            if (published != null && !isOf(published, snapshot, adapted)) {
                tally.stale++;
            }
        });
        return tally.agreement(snapshot);
    }

    private static boolean isOf(EntityEmbedding published, Snapshot snapshot, OfflineAdaptation.Adapted adapted) {
        return published.modelVersion() == snapshot.manifest().modelVersion()
                && published.asOf().toEpochMilli() == adapted.asOfMillis()
                && published.supportSize() == adapted.adaptation().supportSize();
    }

    private record Differing(SupportTask task, float[] published, double difference) {}

    private static final class Tally {
        private final List<Differing> differing = new ArrayList<>();
        private int entities;
        private int missing;
        private int stale;
        private int agreeing;
        private double worst;

        /** Either embedding is null where there is none. */
        private void add(SupportTask task, float[] published, float[] expected) {
            entities++;
            if (published == null && expected == null) {
                agreeing++;
            } else if (published == null || expected == null || published.length != expected.length) {
                missing++;
            } else {
                double difference = RelativeDifference.of(published, expected);
                worst = Math.max(worst, difference);
                if (difference <= RelativeDifference.TOLERANCE) {
                    agreeing++;
                } else {
                    differing.add(new Differing(task, published, difference));
                }
            }
        }

        private Agreement agreement(Snapshot snapshot) {
            Agreement counted = new Agreement(entities, missing, stale, agreeing, worst, List.of());
            if (differing.isEmpty() || counted.share() < SHARE_NEEDED) {
                return counted;
            }
            KinkCheck check = new KinkCheck(snapshot);
            List<RoundingException> exceptions = differing.stream()
                    .map(one -> new RoundingException(
                            one.task.entityId(), one.difference, check.explain(one.task, one.published)))
                    .toList();
            return new Agreement(entities, missing, stale, agreeing, worst, exceptions);
        }
    }

    public double share() {
        return entities == 0 ? 1 : (double) agreeing / entities;
    }

    /** Exceptions that are on no side of any kink. */
    public long unexplained() {
        return exceptions.stream().filter(one -> !one.finding.explained()).count();
    }

    /** Whether none is missing or stale, 99 % agree, and rounding at a kink explains each of the rest (AGREE). */
    public boolean enough() {
        return missing == 0 && stale == 0 && share() >= SHARE_NEEDED && unexplained() == 0;
    }
}

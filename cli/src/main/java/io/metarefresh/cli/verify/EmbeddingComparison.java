package io.metarefresh.cli.verify;

import io.metarefresh.cli.agreement.RelativeDifference;
import io.metarefresh.client.EntityEmbedding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Compares embeddings entity by entity and keeps counts and the worst examples, never all of them. Two embeddings agree when |a − b| ≤
 * 1e-5 (1 + |b|) in every component, b being the left one (AGREE).
 */
public final class EmbeddingComparison {
    /** What can be said of one entity. */
    public enum Kind {
        AGREES,
        DIFFERS,
        /** On the left only. */
        MISSING,
        /** On the right only. */
        EXTRA,
        /** The right one is older by (model_version, as_of). */
        STALE,
        /** The left one is older by (model_version, as_of). */
        AHEAD;

        String written() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One entity that does not agree.
     *
     * @param left null where there is none
     * @param right null where there is none
     * @param difference largest |a − b| / (1 + |b|); infinite where lengths differ, NaN where nothing was compared
     */
    public record Example(String entityId, Kind kind, EntityEmbedding left, EntityEmbedding right, double difference) {}

    private final boolean acrossVersions;
    private final int examplesOfAKind;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final Map<Kind, PriorityQueue<Example>> examples = new EnumMap<>(Kind.class);
    private double largestDifference;

    /**
     * @param acrossVersions whether the two sides are of different snapshots: then their vectors lie in different spaces and only
     *     {@code as_of} is compared
     */
    public EmbeddingComparison(boolean acrossVersions, int examplesOfAKind) {
        this.acrossVersions = acrossVersions;
        this.examplesOfAKind = examplesOfAKind;
    }

    /** @param left or right, not both, can be null */
    public void add(String entityId, EntityEmbedding left, EntityEmbedding right) {
        if (right == null) {
            count(new Example(entityId, Kind.MISSING, left, null, Double.NaN));
            return;
        }
        if (left == null) {
            count(new Example(entityId, Kind.EXTRA, null, right, Double.NaN));
            return;
        }
        int order = acrossVersions ? 0 : Long.compare(right.modelVersion(), left.modelVersion());
        if (order == 0) {
            order = right.asOf().compareTo(left.asOf());
        }
        if (order != 0) {
            count(new Example(entityId, order < 0 ? Kind.STALE : Kind.AHEAD, left, right, Double.NaN));
            return;
        }
        double difference = acrossVersions ? 0 : RelativeDifference.of(right.vector(), left.vector());
        largestDifference = Math.max(largestDifference, difference);
        count(new Example(
                entityId,
                difference <= RelativeDifference.TOLERANCE ? Kind.AGREES : Kind.DIFFERS,
                left,
                right,
                difference));
    }

    private void count(Example example) {
        counts.merge(example.kind(), 1L, Long::sum);
        if (example.kind() == Kind.AGREES) {
            return;
        }
        PriorityQueue<Example> kept = examples.computeIfAbsent(
                example.kind(),
                kind -> new PriorityQueue<>(Comparator.comparingDouble(Example::difference)
                        .thenComparing(Example::entityId, Comparator.reverseOrder())));
        kept.add(example);
        if (kept.size() > examplesOfAKind) {
            kept.poll();
        }
    }

    public long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** Entities of the left side. */
    public long left() {
        return compared() + count(Kind.MISSING) + count(Kind.STALE) + count(Kind.AHEAD);
    }

    /** Entities of the right side. */
    public long right() {
        return compared() + count(Kind.EXTRA) + count(Kind.STALE) + count(Kind.AHEAD);
    }

    /** Entities of both sides with the same (model_version, as_of). */
    public long compared() {
        return count(Kind.AGREES) + count(Kind.DIFFERS);
    }

    /** Share of the compared entities that agrees, 1 where there are none. */
    public double agreeing() {
        return compared() == 0 ? 1 : (double) count(Kind.AGREES) / compared();
    }

    /** Largest |a − b| / (1 + |b|) of any compared component. */
    public double largestDifference() {
        return largestDifference;
    }

    /** Whether both sides hold the same entities, none older than the other, and enough of the vectors agree. */
    public boolean equal(double shareNeeded) {
        return count(Kind.MISSING) == 0
                && count(Kind.EXTRA) == 0
                && count(Kind.STALE) == 0
                && count(Kind.AHEAD) == 0
                && agreeing() >= shareNeeded;
    }

    /** The worst of each kind, by difference. */
    public List<Example> examples() {
        List<Example> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Example> kept = new ArrayList<>(examples.getOrDefault(kind, new PriorityQueue<>()));
            kept.sort(Comparator.comparingDouble(Example::difference).reversed().thenComparing(Example::entityId));
            all.addAll(kept);
        }
        return all;
    }
}

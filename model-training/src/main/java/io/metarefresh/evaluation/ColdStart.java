package io.metarefresh.evaluation;

import io.metarefresh.evaluation.yardstick.YardstickName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The learning curve of one member: how well it is predicted by the number of interactions seen of it before.
 *
 * @param columns names of the columns compared, in the order of {@link Bucket#scores}
 * @param buckets from no interaction to many
 */
public record ColdStart(List<String> columns, List<Bucket> buckets) {
    /** Where the buckets begin. */
    static final int[] STARTS = {0, 1, 2, 5, 10, 20};

    private static final List<String> STALE = List.of(
            RefreshPolicy.ONCE.name(),
            RefreshPolicy.DAILY.name(),
            RefreshPolicy.HOURLY.name(),
            RefreshPolicy.MINUTELY.name());
    /** Yardsticks that are always shown, beside the best one. */
    private static final List<String> YARDSTICKS = Stream.of(
                    YardstickName.NO_PERSONALISATION, YardstickName.STATIC_ID, YardstickName.RUNNING_MEANS)
            .map(YardstickName::column)
            .toList();

    public ColdStart {
        columns = List.copyOf(columns);
        buckets = List.copyOf(buckets);
    }

    /**
     * Events with that many interactions of their member before them.
     *
     * @param title such as "5–9"
     * @param events predicted
     * @param members with such an event
     * @param positiveShare share of positive labels
     * @param scores by column
     */
    public record Bucket(String title, int events, int members, double positiveShare, List<Score> scores) {
        public Bucket {
            scores = List.copyOf(scores);
        }
    }

    /**
     * @param auc NaN where all labels are on one side
     * @param loss as in the main table
     */
    public record Score(double auc, double loss) {}

    /**
     * How policies and yardsticks predict by interactions seen. Columns of stale embeddings are left out: they say nothing of their own
     * about a member's first interactions. Of the yardsticks there are the simplest and the best.
     *
     * @return null without the column of the freshest policy
     */
    static ColdStart of(PredictedEvents events, List<EvaluationReport.Column> columns) {
        String best = EvaluationReport.bestYardstick(columns)
                .map(EvaluationReport.Column::name)
                .orElse("");
        List<EvaluationReport.Column> compared = columns.stream()
                .filter(c -> switch (c.kind()) {
                    case POLICY -> !STALE.contains(c.name());
                    case BASELINE -> YARDSTICKS.contains(c.name()) || c.name().equals(best);
                    case RANKER -> false;
                })
                .toList();
        if (compared.stream().noneMatch(c -> c.name().equals(RefreshPolicy.EVERY_EVENT.name()))) {
            return null;
        }
        List<Bucket> buckets = new ArrayList<>();
        for (int bucket = 0; bucket < STARTS.length; bucket++) {
            int own = bucket;
            IntPredicate inBucket = i -> bucketOf(events.seen[i]) == own;
            int[] entities = IntStream.range(0, events.count())
                    .filter(inBucket)
                    .map(i -> events.entity[i])
                    .toArray();
            if (entities.length > 0) {
                buckets.add(new Bucket(
                        title(bucket),
                        entities.length,
                        (int) Arrays.stream(entities).distinct().count(),
                        events.metrics.positiveShare(inBucket),
                        compared.stream()
                                .map(c -> new Score(
                                        events.metrics.auc(c.predictions(), inBucket),
                                        events.metrics.loss(c.predictions(), inBucket)))
                                .toList()));
            }
        }
        return new ColdStart(
                compared.stream().map(EvaluationReport.Column::name).toList(), buckets);
    }

    /** The bucket of an event. */
    static int bucketOf(int seen) {
        int bucket = STARTS.length - 1;
        while (seen < STARTS[bucket]) {
            bucket--;
        }
        return bucket;
    }

    static String title(int bucket) {
        if (bucket == STARTS.length - 1) {
            return STARTS[bucket] + "+";
        }
        int last = STARTS[bucket + 1] - 1;
        return STARTS[bucket] == last ? "" + last : STARTS[bucket] + "–" + last;
    }
}

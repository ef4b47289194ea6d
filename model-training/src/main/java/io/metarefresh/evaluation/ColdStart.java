package io.metarefresh.evaluation;

import java.util.List;

/**
 * The learning curve of one member: how well it is predicted by the number of interactions seen of it before.
 *
 * @param columns names of the columns compared, in the order of {@link Bucket#scores}
 * @param buckets from no interaction to many
 */
public record ColdStart(List<String> columns, List<Bucket> buckets) {
    /** Where the buckets begin. */
    static final int[] STARTS = {0, 1, 2, 5, 10, 20};

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

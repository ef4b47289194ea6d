package io.metarefresh.dataset;

import java.util.HashMap;
import java.util.Map;

/**
 * The item statistics that an online feature store would have logged when an item was shown: of the events <em>before</em> it, the
 * item's smoothed mean label and the log of its count:
 *
 * <pre>(sum + 5 × global mean so far) / (count + 5)    and    ln(1 + count)</pre>
 *
 * The global mean before any event is 0.5. Events must come ordered by time, then by row of the file.
 */
public final class ItemStatistics {
    /** The name of the dense feature. */
    public static final String FEATURE = "item_statistics";

    /** Numbers in it. */
    public static final int WIDTH = 2;

    private static final double PRIOR_COUNT = 5;
    private static final double MEAN_BEFORE_ANY_EVENT = 0.5;

    private static final class Sums {
        private double labels;
        private long count;
    }

    private final Map<String, Sums> items = new HashMap<>();
    private final Sums all = new Sums();

    /** The statistics of that item before the event, which is then added to them. */
    public float[] logThenAdd(String itemId, float label) {
        Sums item = items.computeIfAbsent(itemId, id -> new Sums());
        double globalMean = all.count == 0 ? MEAN_BEFORE_ANY_EVENT : all.labels / all.count;
        float[] logged = {
            (float) ((item.labels + PRIOR_COUNT * globalMean) / (item.count + PRIOR_COUNT)),
            (float) Math.log1p(item.count)
        };
        item.labels += label;
        item.count++;
        all.labels += label;
        all.count++;
        return logged;
    }
}

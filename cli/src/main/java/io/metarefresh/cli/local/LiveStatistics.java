package io.metarefresh.cli.local;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of one moment; NaN where there is none yet.
 *
 * @param played interactions played so far
 * @param toPlay interactions to play in all
 * @param eventsPerSecond since the moment before
 * @param refreshesPerSecond embeddings that became readable, since the moment before
 * @param freshnessP50Millis event produced to embedding visible, median of the recent ones
 * @param freshnessP99Millis the same, 99th percentile
 * @param members members with an embedding
 * @param deadLetters records refused so far
 * @param consumerLag interactions that the job has not read yet
 * @param aucPublished area under the curve of the predictions so far with the published embeddings
 * @param aucUnadapted the same with the un-adapted ones
 */
record LiveStatistics(
        long played,
        long toPlay,
        double eventsPerSecond,
        double refreshesPerSecond,
        double freshnessP50Millis,
        double freshnessP99Millis,
        int members,
        long deadLetters,
        long consumerLag,
        double aucPublished,
        double aucUnadapted) {

    /** By name with the unit in it, in the order of the record; null for NaN, which JSON does not have. */
    Map<String, Object> byName() {
        Map<String, Object> names = new LinkedHashMap<>();
        names.put("played", played);
        names.put("to_play", toPlay);
        names.put("events_per_second", orNull(eventsPerSecond));
        names.put("refreshes_per_second", orNull(refreshesPerSecond));
        names.put("freshness_p50_ms", orNull(freshnessP50Millis));
        names.put("freshness_p99_ms", orNull(freshnessP99Millis));
        names.put("members", members);
        names.put("dead_letters", deadLetters);
        names.put("consumer_lag", consumerLag);
        names.put("auc_published", orNull(aucPublished));
        names.put("auc_unadapted", orNull(aucUnadapted));
        return names;
    }

    private static Double orNull(double value) {
        return Double.isFinite(value) ? value : null;
    }
}

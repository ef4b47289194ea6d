package io.metarefresh.dashboard;

import io.metarefresh.client.JobStatus;
import io.metarefresh.schemas.SnapshotActivation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The JSON document that the page asks for once a second. Units are in the names; what is not known is null. */
final class StateDocument {
    /** Points of the map at most: those that acted last. */
    static final int POINTS = 600;

    private final long nowMillis;
    private final Map<String, Object> document = new LinkedHashMap<>();

    StateDocument(long nowMillis) {
        this.nowMillis = nowMillis;
        document.put("now_ms", nowMillis);
    }

    StateDocument counts(int entities, long unreadable) {
        document.put("entities", entities);
        document.put("unreadable_records", unreadable);
        return this;
    }

    StateDocument throughput(CountsBySecond interactions, CountsBySecond embeddings, CountsBySecond deadLetters) {
        Map<String, Object> throughput = new LinkedHashMap<>();
        throughput.put("seconds", seconds());
        throughput.put("interactions", interactions.before(nowMillis));
        throughput.put("embeddings", embeddings.before(nowMillis));
        throughput.put("dead_letters", deadLetters.before(nowMillis));
        throughput.put("interactions_total", interactions.total());
        throughput.put("embeddings_total", embeddings.total());
        document.put("throughput", throughput);
        return this;
    }

    StateDocument freshness(TopicFreshness freshness) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("interactions", freshness.count());
        values.put("p50_ms", number(freshness.quantile(0.5)));
        values.put("p95_ms", number(freshness.quantile(0.95)));
        values.put("p99_ms", number(freshness.quantile(0.99)));
        values.put("max_ms", number(freshness.quantile(1)));
        values.put("bounds_ms", TopicFreshness.BOUNDS_MILLIS);
        values.put("histogram", freshness.histogram());
        values.put("seconds", seconds());
        values.put("p50_by_second_ms", numbers(freshness.bySecond(0.5, nowMillis)));
        values.put("p99_by_second_ms", numbers(freshness.bySecond(0.99, nowMillis)));
        document.put("freshness", values);
        return this;
    }

    StateDocument lift(PublishedLift lift) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("available", lift != null);
        if (lift != null) {
            List<Double> published = new ArrayList<>();
            List<Double> unadapted = new ArrayList<>();
            List<Long> seconds = new ArrayList<>();
            for (PublishedLift.Areas areas : lift.history()) {
                seconds.add(areas.atMillis() / 1000);
                published.add(number(areas.published()));
                unadapted.add(number(areas.unadapted()));
            }
            values.put("predictions", lift.count());
            values.put("predictions_total", lift.total());
            values.put("left_out", lift.leftOut());
            values.put("not_sampled", lift.notSampled());
            values.put("model_version", lift.modelVersion());
            values.put("seconds", seconds);
            values.put("auc_published", published);
            values.put("auc_unadapted", unadapted);
        }
        document.put("lift", values);
        return this;
    }

    StateDocument deadLetters(DeadLetters letters) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("by_cause", letters.byCause());
        List<Map<String, Object>> newest = new ArrayList<>();
        for (DeadLetters.Letter letter : letters.newest()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("age_ms", nowMillis - letter.writtenAtMillis());
            one.put("cause", letter.cause());
            one.put("message", letter.message());
            one.put("source", letter.source());
            newest.add(one);
        }
        values.put("newest", newest);
        document.put("dead_letters", values);
        return this;
    }

    StateDocument jobs(List<JobStatus> jobs) {
        List<Map<String, Object>> values = new ArrayList<>();
        for (JobStatus job : jobs) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", job.jobName());
            one.put("overdue", job.overdue());
            one.put("ended", job.ended());
            one.put("age_ms", job.age().toMillis());
            one.put("interval_ms", job.interval().toMillis());
            one.put("subtasks", job.subtasks());
            one.put("reporting", job.reporting());
            one.put("embeddings_topic", job.embeddingTopic());
            one.put(
                    "model_version",
                    job.modelVersion().isPresent() ? job.modelVersion().getAsLong() : null);
            one.put("counts", new TreeMap<>(job.counts()));
            values.add(one);
        }
        document.put("jobs", values);
        return this;
    }

    /** Snapshots announced, newest announcement first, and by which version the entities seen were published last. */
    StateDocument snapshots(Iterable<SnapshotActivation> activations, List<EntityHistory> published) {
        Map<Long, Integer> entitiesByVersion = new TreeMap<>();
        published.forEach(entity -> entitiesByVersion.merge(entity.newest().modelVersion(), 1, Integer::sum));
        List<Map<String, Object>> announced = new ArrayList<>();
        for (SnapshotActivation activation : activations) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("model", activation.getModelName());
            one.put("version", activation.getModelVersion());
            one.put("uri", activation.getUri());
            one.put("activated_at_ms", activation.getActivatedAt().toEpochMilli());
            announced.add(one);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("announced", announced);
        values.put("entities_by_version", entitiesByVersion);
        document.put("snapshots", values);
        return this;
    }

    StateDocument map(List<EntityHistory> published, PrincipalComponents projection) {
        List<EntityHistory> shown = published.subList(0, Math.min(POINTS, published.size()));
        projection.update(shown.stream().map(entity -> entity.newest().vector()).toList());
        List<Map<String, Object>> points = new ArrayList<>();
        for (EntityHistory entity : shown) {
            double[] place = projection.place(entity.newest().vector());
            if (place != null) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("id", entity.id());
                one.put("x", place[0]);
                one.put("y", place[1]);
                one.put("age_ms", Math.max(0, nowMillis - entity.newest().writtenAtMillis()));
                points.add(one);
            }
        }
        document.put("map", points);
        return this;
    }

    Map<String, Object> asMap() {
        return document;
    }

    private long[] seconds() {
        long first = Math.floorDiv(nowMillis, 1000L) - CountsBySecond.KEPT;
        long[] seconds = new long[CountsBySecond.KEPT];
        Arrays.setAll(seconds, i -> first + i);
        return seconds;
    }

    private static List<Double> numbers(double[] values) {
        List<Double> numbers = new ArrayList<>();
        for (double value : values) {
            numbers.add(number(value));
        }
        return numbers;
    }

    /** Null for NaN, which JSON does not have. */
    static Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }
}

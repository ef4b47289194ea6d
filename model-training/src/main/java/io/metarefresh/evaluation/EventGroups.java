package io.metarefresh.evaluation;

import io.metarefresh.evaluation.EvaluationReport.Column;
import io.metarefresh.interaction.Interaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Groups the predicted events by what was known before each of them, and scores columns in every group. */
final class EventGroups {
    private static final int POPULARITY_GROUPS = 3;

    private final PredictedEvents events;
    private final List<Column> columns;

    private EventGroups(PredictedEvents events, List<Column> columns) {
        this.events = events;
        this.columns = columns;
    }

    /**
     * The freshest embedding, the un-adapted one and the best yardstick in every group.
     *
     * @return null without the column of the freshest policy
     */
    static WhereItWins of(PredictedEvents events, List<Column> columns) {
        if (columns.stream().noneMatch(c -> c.name().equals(RefreshPolicy.EVERY_EVENT.name()))) {
            return null;
        }
        List<String> policies = List.of(RefreshPolicy.EVERY_EVENT.name(), RefreshPolicy.NEVER.name());
        String best = EvaluationReport.bestYardstick(columns).map(Column::name).orElse("");
        return new EventGroups(
                        events,
                        columns.stream()
                                .filter(c ->
                                        policies.contains(c.name()) || c.name().equals(best))
                                .toList())
                .whereItWins();
    }

    private WhereItWins whereItWins() {
        int[] buckets = Arrays.stream(events.seen).map(ColdStart::bucketOf).toArray();
        int[] newOrKnown = IntStream.range(0, events.count())
                .map(i -> events.known[i] ? 1 : 0)
                .toArray();
        List<WhereItWins.Grouping> groupings = List.of(
                grouping(
                        "interactions_seen",
                        "interactions seen of the member",
                        buckets,
                        IntStream.range(0, ColdStart.STARTS.length)
                                .mapToObj(ColdStart::title)
                                .toList()),
                grouping("member", "member", newOrKnown, List.of("new since the split", "known before the split")),
                popularity(itemCounts(events.all, events.split)));
        return new WhereItWins(columns.stream().map(Column::name).toList(), groupings);
    }

    /** Events of its item before each predicted event. */
    private static int[] itemCounts(List<Interaction> events, int split) {
        Map<String, Integer> counts = new HashMap<>();
        int[] before = new int[events.size() - split];
        for (int i = 0; i < events.size(); i++) {
            int now = counts.merge(events.get(i).itemId(), 1, Integer::sum);
            if (i >= split) {
                before[i - split] = now - 1;
            }
        }
        return before;
    }

    private WhereItWins.Grouping popularity(int[] counts) {
        int[] sorted = Arrays.stream(counts).sorted().toArray();
        // Equal counts stay together, so that thirds are as equal as ties allow.
        int[] starts = IntStream.range(1, POPULARITY_GROUPS)
                .map(g -> sorted[g * sorted.length / POPULARITY_GROUPS])
                .toArray();
        int[] groupOfEvent = Arrays.stream(counts)
                .map(count -> (int)
                        Arrays.stream(starts).filter(start -> count >= start).count())
                .toArray();
        List<String> titles = new ArrayList<>();
        for (int g = 0; g < POPULARITY_GROUPS; g++) {
            int group = g;
            int[] own = IntStream.range(0, counts.length)
                    .filter(i -> groupOfEvent[i] == group)
                    .map(i -> counts[i])
                    .toArray();
            titles.add(
                    own.length == 0
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "%,d–%,d",
                                    Arrays.stream(own).min().getAsInt(),
                                    Arrays.stream(own).max().getAsInt()));
        }
        return grouping("item_popularity", "events of the item before", groupOfEvent, titles);
    }

    private WhereItWins.Grouping grouping(String name, String title, int[] groupOfEvent, List<String> titles) {
        List<WhereItWins.Group> groups = new ArrayList<>();
        for (int g = 0; g < titles.size(); g++) {
            int group = g;
            int[] rows = IntStream.range(0, groupOfEvent.length)
                    .filter(i -> groupOfEvent[i] == group)
                    .toArray();
            if (rows.length > 0) {
                groups.add(new WhereItWins.Group(
                        titles.get(g),
                        rows.length,
                        (int) Arrays.stream(rows)
                                .map(i -> events.entity[i])
                                .distinct()
                                .count(),
                        events.metrics.positiveShare(i -> groupOfEvent[i] == group),
                        columns.stream()
                                .map(c -> new WhereItWins.Score(
                                        events.metrics.auc(c.predictions(), i -> groupOfEvent[i] == group),
                                        events.metrics.aucWithinEntities(
                                                c.predictions(), events.entity, i -> groupOfEvent[i] == group)))
                                .toList()));
            }
        }
        return new WhereItWins.Grouping(name, title, groups);
    }
}

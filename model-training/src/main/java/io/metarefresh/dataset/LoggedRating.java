package io.metarefresh.dataset;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is known of one rating before item statistics are logged beside it. */
record LoggedRating(String memberId, String itemId, long eventTimeMillis, float label) {

    /**
     * Orders ratings by time (those of one time stay as they are), numbers them, and logs item statistics before each.
     *
     * @param genres genre names by item id
     * @param profiles member features by member id
     */
    static Dataset toDataset(
            List<LoggedRating> ratings, Map<String, List<String>> genres, Map<String, Features> profiles) {
        List<LoggedRating> ordered = new ArrayList<>(ratings);
        ordered.sort(Comparator.comparingLong(LoggedRating::eventTimeMillis));
        ItemStatistics statistics = new ItemStatistics();
        List<Interaction> interactions = new ArrayList<>(ordered.size());
        for (LoggedRating rating : ordered) {
            Map<String, List<String>> ids = new HashMap<>();
            List<String> itemGenres = genres.getOrDefault(rating.itemId(), List.of());
            if (!itemGenres.isEmpty()) {
                ids.put("genres", itemGenres);
            }
            Features context = new Features(
                    Map.of(ItemStatistics.FEATURE, statistics.logThenAdd(rating.itemId(), rating.label())), ids);
            interactions.add(new Interaction(
                    InteractionFile.eventId(interactions.size() + 1),
                    0,
                    rating.memberId(),
                    rating.itemId(),
                    rating.eventTimeMillis(),
                    rating.label(),
                    1,
                    context));
        }
        Map<String, Features> known = new HashMap<>(profiles);
        known.keySet()
                .retainAll(ordered.stream().map(LoggedRating::memberId).collect(java.util.stream.Collectors.toSet()));
        return new Dataset(interactions, known);
    }
}

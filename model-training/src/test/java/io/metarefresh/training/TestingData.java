package io.metarefresh.training;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small made-up data sets with a taste that only a member's own history tells. */
public final class TestingData {
    private TestingData() {}

    /**
     * Half of the members like even items and dislike odd ones, the other half the other way round; one label in ten is wrong.
     *
     * @param context whether rows carry context features
     * @param profiles whether members have entity features (that say nothing of their taste)
     */
    public static Dataset oppositeTastes(int members, int rowsEach, int items, boolean context, boolean profiles) {
        SplittableRandom random = new SplittableRandom(7);
        List<Interaction> rows = new ArrayList<>();
        Map<String, Features> features = new HashMap<>();
        for (int r = 0; r < rowsEach; r++) {
            for (int m = 0; m < members; m++) {
                int item = random.nextInt(items);
                boolean liked = (item % 2 == 0) == (m % 2 == 0) == random.nextDouble() >= 0.1;
                Features shown = context
                        ? new Features(
                                Map.of("price", new float[] {100 + 20 * (float) random.nextGaussian()}),
                                Map.of("colour", List.of("c" + item % 3, "c" + random.nextInt(3))))
                        : Features.NONE;
                long time = 1_000_000_000_000L + rows.size() * 60_000L;
                rows.add(new Interaction(
                        String.format("%09d", rows.size()), 0, "m" + m, "i" + item, time, liked ? 1 : 0, 1, shown));
            }
        }
        if (profiles) {
            for (int m = 0; m < members; m++) {
                features.put(
                        "m" + m,
                        new Features(
                                Map.of("age", new float[] {20 + random.nextInt(50), random.nextInt(2)}),
                                Map.of("country", List.of("k" + random.nextInt(4)))));
            }
        }
        return new Dataset(rows, features);
    }

    /** The same with labels shift ± factor / 2 in the place of 0 and 1. */
    public static Dataset relabelled(Dataset data, float factor, float shift) {
        return new Dataset(
                data.interactions().stream()
                        .map(i -> new Interaction(
                                i.eventId(),
                                0,
                                i.memberId(),
                                i.itemId(),
                                i.eventTimeMillis(),
                                shift + factor * (i.label() - 0.5f),
                                1,
                                i.context()))
                        .toList(),
                data.profiles());
    }
}

package io.metarefresh.training;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What may be trained on: of each entity the first {@link #trainable} rows. Nothing of held-out entities, and nothing of the newest
 * share of all events.
 */
final class TrainingSplit {
    private final int[] trainable;

    private TrainingSplit(int[] trainable) {
        this.trainable = trainable;
    }

    static TrainingSplit of(Histories histories, double heldOutMembers, double laterTime, SplittableRandom random) {
        int entities = histories.entities();
        long[] times = histories.interactions().stream()
                .mapToLong(i -> i.eventTimeMillis())
                .sorted()
                .toArray();
        int later = (int) Math.round(times.length * laterTime);
        long end = later == 0 || times.length == 0 ? Long.MAX_VALUE : times[times.length - later];
        boolean[] heldOut = new boolean[entities];
        int[] order = shuffled(entities, random);
        int out = (int) Math.floor(entities * heldOutMembers);
        for (int i = 0; i < out; i++) {
            heldOut[order[i]] = true;
        }
        int[] trainable = new int[entities];
        for (int entity = 0; entity < entities; entity++) {
            if (!heldOut[entity]) {
                trainable[entity] = (int) histories.rows(entity).stream()
                        .filter(row -> row.eventTimeMillis() < end)
                        .count();
            }
        }
        return new TrainingSplit(trainable);
    }

    /** Rows of the entity that may be trained on; the later ones are for validation. */
    int trainable(int entity) {
        return trainable[entity];
    }

    int[] trainableEntities() {
        return java.util.stream.IntStream.range(0, trainable.length)
                .filter(e -> trainable[e] > 0)
                .toArray();
    }

    /** Positions of all rows that may be trained on. */
    int[] trainableRows(Histories histories) {
        return java.util.stream.IntStream.range(0, trainable.length)
                .flatMap(e -> Arrays.stream(histories.positions(e), 0, trainable[e]))
                .toArray();
    }

    static int[] shuffled(int size, SplittableRandom random) {
        int[] order = java.util.stream.IntStream.range(0, size).toArray();
        for (int i = size - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order;
    }
}

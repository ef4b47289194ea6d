package io.metarefresh.training;

import java.util.ArrayList;
import java.util.List;

/**
 * A run of consecutive events of an entity. Each is a query whose support set are the rows before it, by the rules of the live job.
 *
 * @param entity number of the entity in the histories
 * @param first position of the first query in the entity's history
 * @param end position after the last query
 */
record PrefixTask(int entity, int first, int end) {

    /** Cuts the events of every entity at positions {@code from[entity]} to {@code to[entity]} into runs of at most that length. */
    static List<PrefixTask> cut(int[] from, int[] to, int length) {
        List<PrefixTask> tasks = new ArrayList<>();
        for (int entity = 0; entity < from.length; entity++) {
            for (int first = from[entity]; first < to[entity]; first += length) {
                tasks.add(new PrefixTask(entity, first, Math.min(first + length, to[entity])));
            }
        }
        return tasks;
    }

    int queries() {
        return end - first;
    }
}

package io.metarefresh.training;

import io.metarefresh.dataset.Profiles;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The feature rows of entities, one for each profile that was known before some row of its history: a task sees the one known at
 * its cut, and no later one. An entity whose profile never changes has one.
 */
final class EntityRows {
    private final List<FeatureRow> rows = new ArrayList<>();
    /** Of each row the entity, and the first position in its history before which the profile was known. */
    private final List<Integer> entities = new ArrayList<>();

    private final List<Integer> firstCuts = new ArrayList<>();
    /** Where an entity's rows begin. */
    private final int[] starts;

    EntityRows(Histories histories, Profiles profiles) {
        starts = new int[histories.entities() + 1];
        for (int entity = 0; entity < histories.entities(); entity++) {
            String id = histories.entityId(entity);
            Features known = null;
            List<Interaction> history = histories.rows(entity);
            for (int cut = 0; cut < history.size(); cut++) {
                Features profile = profiles.before(id, history.get(cut).eventTimeMillis());
                if (profile != known) {
                    rows.add(new FeatureRow(id, profile));
                    entities.add(entity);
                    firstCuts.add(cut);
                    known = profile;
                }
            }
            starts[entity + 1] = rows.size();
        }
    }

    List<FeatureRow> rows() {
        return rows;
    }

    /** The row of an entity as it was known before the row of its history at that position. */
    int row(int entity, int cut) {
        int low = starts[entity];
        int high = starts[entity + 1] - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (firstCuts.get(middle) <= cut) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The rows that some task of training may see. */
    int[] trainable(TrainingSplit split) {
        return IntStream.range(0, rows.size())
                .filter(row -> firstCuts.get(row) < split.trainable(entities.get(row)))
                .toArray();
    }
}

package io.metarefresh.training;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.SupportSetRules;
import java.util.List;

/** The rows of a data set as a {@link VectorModel} sees them, and which of them are the support set of each. */
final class VectorData {
    private static final double MILLIS_PER_HOUR = 3_600_000;

    final Histories histories;
    final EncodedRows contexts;
    final EntityRows entityRows;
    final EncodedRows entities;
    /** Scaled labels and weights by row of the data set. */
    final float[] labels;

    final float[] weights;
    /** By entity and position: where the support set of that row's query begins; it ends before the row. */
    private final int[][] supportStarts;

    VectorData(
            Histories histories,
            EncodedRows contexts,
            EntityRows entityRows,
            EncodedRows entities,
            LabelScale scale,
            SupportSetRules rules) {
        this.histories = histories;
        this.contexts = contexts;
        this.entityRows = entityRows;
        this.entities = entities;
        List<Interaction> rows = histories.interactions();
        labels = new float[rows.size()];
        weights = new float[rows.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = scale.scaled(rows.get(i).label());
            weights[i] = rows.get(i).weight();
        }
        supportStarts = new int[histories.entities()][];
        for (int entity = 0; entity < supportStarts.length; entity++) {
            List<Interaction> own = histories.rows(entity);
            int[] starts = new int[own.size()];
            for (int position = 1; position < starts.length; position++) {
                int from = Math.max(starts[position - 1], position - rules.maxSize());
                starts[position] =
                        position - rules.select(own.subList(from, position)).size();
            }
            supportStarts[entity] = starts;
        }
    }

    /** Hours from one row's event to another's, in double: a difference of extreme times would overflow a long. */
    double hoursBetween(int earlier, int later) {
        return Math.max(
                0,
                ((double) histories.interactions().get(later).eventTimeMillis()
                                - histories.interactions().get(earlier).eventTimeMillis())
                        / MILLIS_PER_HOUR);
    }

    int supportStart(int entity, int position) {
        return supportStarts[entity][position];
    }

    /** Row of the data set of an entity's event. */
    int row(int entity, int position) {
        return histories.positions(entity)[position];
    }
}

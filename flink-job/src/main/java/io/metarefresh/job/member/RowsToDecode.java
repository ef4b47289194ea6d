package io.metarefresh.job.member;

import io.metarefresh.interaction.Interaction;
import java.util.AbstractList;
import java.util.List;

/**
 * Rows as interactions, decoded when the first of them is asked for: by the thread that adapts them, and never where a newer request
 * takes the place of theirs. Their bytes are at hand from the beginning, whatever happens to the state they came from.
 */
final class RowsToDecode extends AbstractList<Interaction> {
    private final List<StoredRow> rows;
    /** Null until the first is asked for. */
    private Interaction[] decoded;

    RowsToDecode(List<StoredRow> rows) {
        this.rows = rows;
        rows.forEach(StoredRow::load);
    }

    @Override
    public Interaction get(int index) {
        if (decoded == null) {
            decoded = rows.stream().map(StoredRow::interaction).toArray(Interaction[]::new);
        }
        return decoded[index];
    }

    @Override
    public int size() {
        return rows.size();
    }
}

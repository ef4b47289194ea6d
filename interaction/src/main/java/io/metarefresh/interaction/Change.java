package io.metarefresh.interaction;

import java.util.List;

/**
 * What an interaction or a forgetting did to a support set.
 *
 * @param outcome what became of the interaction; {@link Outcome#FORGOTTEN} for a forgetting
 * @param rowsChanged whether the rows are others than before, so that a refresh is due
 * @param removed rows that left the set, replaced versions included
 * @param <R> how the rows are held
 */
public record Change<R extends SupportRow>(Outcome outcome, boolean rowsChanged, List<R> removed) {
    static <R extends SupportRow> Change<R> none(Outcome outcome) {
        return new Change<>(outcome, false, List.of());
    }
}

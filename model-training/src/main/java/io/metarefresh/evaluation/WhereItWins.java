package io.metarefresh.evaluation;

import java.util.List;

/**
 * Where adapted embeddings gain: the predicted events in groups, each predicted by the embeddings and by the best yardstick.
 *
 * @param columns names of the columns compared, in the order of {@link Group#scores}
 * @param groupings ways to group all predicted events
 */
public record WhereItWins(List<String> columns, List<Grouping> groupings) {
    public WhereItWins {
        columns = List.copyOf(columns);
        groupings = List.copyOf(groupings);
    }

    /**
     * One way to group the events.
     *
     * @param name stable, for files
     * @param title for people, of what the groups' titles are values
     * @param groups without those that have no event
     */
    public record Grouping(String name, String title, List<Group> groups) {
        public Grouping {
            groups = List.copyOf(groups);
        }
    }

    /**
     * Some of the events.
     *
     * @param title which
     * @param events predicted
     * @param members with such an event
     * @param positiveShare share of positive labels
     * @param scores by column
     */
    public record Group(String title, int events, int members, double positiveShare, List<Score> scores) {
        public Group {
            scores = List.copyOf(scores);
        }
    }

    /**
     * What one column is worth in a group.
     *
     * @param auc over all events of the group; NaN where all labels are on one side
     * @param aucWithin inside each member, over the group's events; NaN where no member has labels on both sides
     */
    public record Score(double auc, double aucWithin) {}
}

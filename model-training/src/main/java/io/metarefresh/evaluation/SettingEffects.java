package io.metarefresh.evaluation;

import java.util.List;

/**
 * What the inner loop's settings do to the same snapshot: each row predicts the same events, refreshed on every event, with one setting
 * changed and nothing trained anew.
 *
 * @param events predicted in each row
 * @param members they belong to
 * @param all whether these are all predicted events, not a sample of members
 * @param rows the snapshot's own settings first
 */
public record SettingEffects(int events, int members, boolean all, List<Row> rows) {
    public SettingEffects {
        rows = List.copyOf(rows);
    }

    /**
     * One setting.
     *
     * @param setting what was changed, for people; "as in the snapshot" in the first row
     * @param value to what
     * @param auc area under the curve
     * @param loss as in the main table
     * @param difference AUC minus that of the first row
     * @param interval of the difference by member bootstrap; null for the first row and without replicates
     */
    public record Row(String setting, String value, double auc, double loss, double difference, Interval interval) {}
}

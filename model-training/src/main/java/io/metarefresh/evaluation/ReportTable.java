package io.metarefresh.evaluation;

import java.util.List;

/**
 * A table of the report as text, the same for every format that shows it.
 *
 * @param caption what the table holds
 * @param head names of the columns; the first column names the row
 * @param rows cells as they are shown
 */
record ReportTable(String caption, List<String> head, List<List<String>> rows) {
    ReportTable {
        head = List.copyOf(head);
        rows = rows.stream().map(List::copyOf).toList();
    }
}

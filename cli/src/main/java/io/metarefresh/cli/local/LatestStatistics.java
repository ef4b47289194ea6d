package io.metarefresh.cli.local;

import java.util.Map;

/** The newest figures, which the page's server hands out under {@code /figures}. Any thread may write and read. */
final class LatestStatistics {
    private volatile Map<String, Object> newest = Map.of();

    /** What is handed out from now on; an empty object until the first call. */
    void show(LiveStatistics figures) {
        newest = figures.byName();
    }

    Map<String, Object> byName() {
        return newest;
    }
}

package io.metarefresh.job.record;

import java.util.Map;

/**
 * A sign of life of one subtask of a chain.
 *
 * @param chain whose steps' counts these are
 * @param subtask of the chain, from 0
 * @param parallelism how many there are
 * @param modelName of the embedding published last; null before the first since the start
 * @param modelVersion of the embedding published last; null before the first
 * @param newestAsOfMillis newest input in any embedding published since the start; null before the first
 * @param counts by their metric names
 * @param ended whether its input has come to an end, so that none follows
 */
public record Heartbeat(
        OperatorChain chain,
        int subtask,
        int parallelism,
        String modelName,
        Long modelVersion,
        Long newestAsOfMillis,
        Map<String, Long> counts,
        boolean ended) {
    public Heartbeat {
        counts = Map.copyOf(counts);
    }
}

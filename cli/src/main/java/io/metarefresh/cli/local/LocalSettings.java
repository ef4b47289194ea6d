package io.metarefresh.cli.local;

import java.nio.file.Path;

/**
 * How {@code metarefresh local} runs.
 *
 * @param snapshot directory of a snapshot to use; null to train one on the first part of the data
 * @param share share of the interactions, the earliest ones, that is history: trained on and replayed before the rest is played
 * @param eventsPerSecond pace of the rest; {@link Double#POSITIVE_INFINITY} for full speed
 * @param kafkaPort 0 for a free one
 * @param registryPort 0 for a free one
 * @param flinkPort 0 for a free one
 * @param httpPort of the live figures, 0 for a free one
 * @param exitWhenDone whether to end after the check instead of waiting for Ctrl-C
 */
public record LocalSettings(
        Path snapshot,
        double share,
        double eventsPerSecond,
        int kafkaPort,
        int registryPort,
        int flinkPort,
        int httpPort,
        boolean exitWhenDone) {}

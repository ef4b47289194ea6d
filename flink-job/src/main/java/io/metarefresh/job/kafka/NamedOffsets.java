package io.metarefresh.job.kafka;

import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Option;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.config.PartitionOffsets;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Whether {@code input.start-offsets} and {@code input.end-offsets} fit the topic. The connector takes a partition that is not named
 * from its committed offset, else from its beginning, as an end too: it would not be read at all, and nobody told.
 *
 * @param topic of the interactions
 * @param ends end offset of each of its partitions
 */
record NamedOffsets(String topic, Map<Integer, Long> ends) {

    /** One line for each partition that is wrong. */
    void check(JobConfig config, Consumer<String> problems, Consumer<String> warnings) {
        boolean bounded = config.find(Options.END_OFFSETS).isPresent();
        // A job that goes on must come up again after its topic got partitions.
        check(config, Options.START_OFFSETS, bounded ? problems : warnings, problems);
        check(config, Options.END_OFFSETS, problems, problems);
    }

    private void check(
            JobConfig config, Option<PartitionOffsets> option, Consumer<String> ofUnnamed, Consumer<String> problems) {
        config.find(option).ifPresent(named -> {
            ends.forEach((partition, end) -> {
                Long offset = named.byPartition().get(partition);
                if (offset == null) {
                    ofUnnamed.accept(option.key() + ": '" + named + "' says nothing of partition " + partition
                            + " of topic '" + topic + "'; " + partition + "@0 where the topic got it later");
                } else if (offset > end) {
                    problems.accept(option.key() + ": '" + named + "' lies behind the end " + end + " of partition "
                            + partition + " of topic '" + topic + "'");
                }
            });
            named.byPartition().keySet().stream()
                    .filter(partition -> !ends.containsKey(partition))
                    .sorted()
                    .forEach(partition -> problems.accept(option.key() + ": '" + named + "' names partition "
                            + partition + ", which topic '" + topic + "' does not have"));
        });
    }
}

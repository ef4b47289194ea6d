package io.metarefresh.cli;

import io.metarefresh.cli.produce.LiveProducer;
import io.metarefresh.cli.produce.RegisteredSchemas;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.schemas.TopicNames;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metarefresh play}: a stream of interactions to a running deployment. */
@Command(
        name = "play",
        description = {
            "Produces the interactions of a file to a running deployment, for demonstrations and load.",
            "Each happens when it is produced and has an id of its own; profiles go before a member's first interaction. The file"
                    + " starts again when it is used up."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class PlayCommand extends Subcommand {
    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Interactions file.")
    private Path data;

    @Option(names = "--rate", paramLabel = "EVENTS/S", defaultValue = "50", description = "Interactions per second.")
    private double rate;

    @Option(names = "--events", paramLabel = "N", description = "How many; without end when absent.")
    private Long events;

    @Mixin
    private EntityOption entity;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private DataFileOptions checked;

    @Override
    public Integer call() throws Exception {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw wrongUsage("--rate must be above 0, not " + rate);
        }
        if (events != null && events < 1) {
            throw wrongUsage("--events must be at least 1, not " + events);
        }
        Dataset dataset = checked.read(data, err());
        KafkaReachable.check(cluster.kafka());
        TopicNames topics = cluster.topics();
        Map<String, Integer> schemaIds =
                RegisteredSchemas.ids(cluster.registry().settings(), topics);
        try (LiveProducer producer = new LiveProducer(cluster.client(), topics, schemaIds, dataset, entity.entity())) {
            producer.produce(events == null ? Long.MAX_VALUE : events, rate);
        }
        out().printf("produced %,d interactions to '%s'%n", events, topics.interactions());
        return 0;
    }
}

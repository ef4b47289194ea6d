package io.metarefresh.cli;

import io.metarefresh.cli.produce.ProfileChanges;
import io.metarefresh.cli.produce.RegisteredSchemas;
import io.metarefresh.cli.produce.SteadyRate;
import io.metarefresh.cli.produce.TopicWriter;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.DatasetException;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.schemas.TopicNames;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metarefresh produce}: an interactions file to Kafka. */
@Command(
        name = "produce",
        description = {
            "Writes the interactions of a file, and the profiles of their members, to Kafka at a steady pace.",
            "Some can be sent twice and some garbage sent among them, as a real topic has it; the seed decides which."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class ProduceCommand extends Subcommand {
    private static final Duration LINGER = Duration.ofMillis(5);
    private static final int GARBAGE_BYTES = 64;

    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Interactions file.")
    private Path data;

    @Option(
            names = "--rate",
            required = true,
            paramLabel = "N",
            description = "Interactions per second; repetitions and garbage come on top.")
    private double rate;

    @Option(
            names = "--repeat",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of the interactions that are sent a second time, some time later.")
    private double repeat;

    @Option(
            names = "--garbage",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Records of random bytes, as a share of the interactions.")
    private double garbage;

    @Mixin
    private EntityOption entity;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of the random choices.")
    private long seed;

    @Mixin
    private DataFileOptions checked;

    @Override
    public Integer call() throws DatasetException, CommandException, InterruptedException {
        if (!(rate > 0) || !(repeat >= 0 && repeat <= 1) || !(garbage >= 0 && garbage <= 1)) {
            throw wrongUsage("--rate must be above 0, --repeat and --garbage between 0 and 1");
        }
        Dataset dataset = checked.read(data, err());
        KafkaReachable.check(cluster.kafka());
        TopicNames topics = cluster.topics();
        Map<String, Integer> schemaIds =
                RegisteredSchemas.ids(cluster.registry().settings(), topics);
        try (TopicWriter writer = new TopicWriter(cluster.client(), topics, schemaIds, LINGER)) {
            long written = produce(dataset, writer);
            writer.flush();
            PrintWriter out = out();
            out.printf(
                    Locale.ROOT,
                    "produced %d records to %s: %d interactions of %s, the rest repetitions and garbage%n",
                    written,
                    topics.interactions(),
                    dataset.interactions().size(),
                    data);
            out.flush();
        }
        return 0;
    }

    /** Number of records written to the interactions topic. */
    private long produce(Dataset dataset, TopicWriter writer) throws CommandException, InterruptedException {
        List<Interaction> rows = dataset.interactions();
        Random random = new Random(seed);
        ProfileChanges profiles = new ProfileChanges(dataset, entity.entity());
        SteadyRate pace = new SteadyRate(rate);
        long written = 0;
        for (int i = 0; i < rows.size(); i++) {
            pace.await(i);
            Interaction row = rows.get(i);
            Optional<Features> profile = profiles.before(row);
            if (profile.isPresent()) {
                writer.profile(row.memberId(), profile.get(), Math.max(0, row.eventTimeMillis() - 1));
            }
            writer.interaction(row);
            written++;
            if (random.nextDouble() < repeat) {
                writer.interaction(rows.get(random.nextInt(i + 1)));
                written++;
            }
            if (random.nextDouble() < garbage) {
                byte[] bytes = new byte[GARBAGE_BYTES];
                random.nextBytes(bytes);
                // Not the wire format's first byte, so that no garbage is ever a record.
                bytes[0] = 'x';
                writer.garbage(row.memberId(), bytes);
                written++;
            }
        }
        return written;
    }
}

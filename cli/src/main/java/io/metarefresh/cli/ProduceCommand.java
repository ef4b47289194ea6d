package io.metarefresh.cli;

import io.metarefresh.cli.local.LocalRunException;
import io.metarefresh.cli.local.ProfileChanges;
import io.metarefresh.cli.local.TopicWriter;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.DatasetException;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.IncompatibleSchemaException;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.Subjects;
import io.metarefresh.schemas.TopicNames;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code metarefresh produce}: an interactions file to Kafka. */
@Command(
        name = "produce",
        description = {
            "Writes the interactions of a file, and the profiles of their members, to Kafka at a steady pace.",
            "Some can be sent twice and some garbage sent among them, as a real topic has it; the seed decides which."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class ProduceCommand implements Callable<Integer> {
    private static final Duration LINGER = Duration.ofMillis(5);
    private static final int GARBAGE_BYTES = 64;

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private RegistryOptions registry;

    @Mixin
    private TopicNameOptions topics;

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
    private CheckedData checked;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws DatasetException, CommandException, LocalRunException, InterruptedException {
        if (!(rate > 0) || !(repeat >= 0 && repeat <= 1) || !(garbage >= 0 && garbage <= 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--rate must be above 0, --repeat and --garbage between 0 and 1");
        }
        Dataset dataset = checked.read(data, spec.commandLine().getErr());
        KafkaReachable.check(kafka);
        TopicNames names = topics.names();
        try (TopicWriter writer = new TopicWriter(kafka.client(), names, schemaIds(names), LINGER)) {
            long written = produce(dataset, writer);
            writer.flush();
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    Locale.ROOT,
                    "produced %d records to %s: %d interactions of %s, the rest repetitions and garbage%n",
                    written,
                    names.interactions(),
                    dataset.interactions().size(),
                    data);
            out.flush();
        }
        return 0;
    }

    private Map<String, Integer> schemaIds(TopicNames names) throws CommandException {
        try (SchemaRegistry client = new ConfluentSchemaRegistry(registry.settings())) {
            return Subjects.register(client, Subjects.of(names));
        } catch (IncompatibleSchemaException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    /** Number of records written to the interactions topic. */
    private long produce(Dataset dataset, TopicWriter writer) throws LocalRunException, InterruptedException {
        List<Interaction> rows = dataset.interactions();
        Random random = new Random(seed);
        ProfileChanges profiles = new ProfileChanges(dataset, entity.entity());
        double nanosPerEvent = 1e9 / rate;
        long start = System.nanoTime();
        long written = 0;
        for (int i = 0; i < rows.size(); i++) {
            waitUntil(start + (long) (i * nanosPerEvent));
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

    private static void waitUntil(long dueNanos) throws InterruptedException {
        while (dueNanos - System.nanoTime() > 0) {
            LockSupport.parkNanos(dueNanos - System.nanoTime());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}

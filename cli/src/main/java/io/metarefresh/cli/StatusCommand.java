package io.metarefresh.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metarefresh.cli.topic.AcknowledgedWriter;
import io.metarefresh.cli.topic.RecordedTopic;
import io.metarefresh.client.Heartbeats;
import io.metarefresh.client.JobStatus;
import io.metarefresh.schemas.BadRecordException;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.EntityKey;
import io.metarefresh.schemas.JobHeartbeat;
import io.metarefresh.schemas.RecordDecoder;
import io.metarefresh.schemas.SchemaRegistry;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metarefresh status}: which jobs are alive, and which have ended; removes what is known of one that will not come back. */
@Command(
        name = "status",
        description = {
            "Prints what the jobs' heartbeats say: age, snapshot, newest input, counts.",
            "Exit code 1 where a job is overdue by three intervals, or none was ever heard of. One that came to the end of its"
                    + " input has ended and is not overdue. One that was stopped or died is, until it runs again or is removed."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class StatusCommand extends Subcommand {
    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private RegistryOptions registryOptions;

    @Option(
            names = "--status-topic",
            paramLabel = "TOPIC",
            defaultValue = "metarefresh-status",
            description = "Where the heartbeats are.")
    private String statusTopic;

    @Option(names = "--job", paramLabel = "NAME", description = "Only this job.")
    private String jobName;

    @Option(names = "--json", description = "One JSON line per job.")
    private boolean json;

    @Option(
            names = "--remove",
            paramLabel = "NAME",
            description =
                    "Removes what the topic holds of this job, which was stopped for good or has ended; one that runs is there"
                            + " again with its next heartbeats.")
    private String removed;

    @Override
    public Integer call() throws CommandException {
        if (removed != null && (jobName != null || json)) {
            throw wrongUsage("--remove NAME goes with neither --job nor --json");
        }
        KafkaReachable.check(kafka);
        Heartbeats heartbeats = read();
        return removed == null ? show(heartbeats) : remove(heartbeats.keysOf(removed));
    }

    private Heartbeats read() throws CommandException {
        Heartbeats heartbeats = new Heartbeats();
        try (SchemaRegistry registry = new ConfluentSchemaRegistry(registryOptions.settings());
                RecordedTopic topic = RecordedTopic.open(kafka.client(), statusTopic)) {
            RecordDecoder<JobHeartbeat> decoder = new RecordDecoder<>(JobHeartbeat.class, registry);
            topic.read(record -> {
                apply(record, decoder, heartbeats);
                return true;
            });
        }
        return heartbeats;
    }

    private int show(Heartbeats heartbeats) throws CommandException {
        List<JobStatus> jobs = heartbeats.jobs(System.currentTimeMillis()).stream()
                .filter(job -> jobName == null || jobName.equals(job.jobName()))
                .toList();
        PrintWriter out = out();
        jobs.forEach(job -> {
            if (json) {
                out.println(line(job));
            } else {
                print(job, out);
            }
        });
        out.flush();
        if (jobs.isEmpty()) {
            throw noHeartbeat(jobName);
        }
        return jobs.stream().anyMatch(JobStatus::overdue) ? 1 : 0;
    }

    private CommandException noHeartbeat(String of) {
        return new CommandException(
                "no heartbeat" + (of == null ? "" : " of job '" + of + "'") + " in topic '" + statusTopic + "'");
    }

    private int remove(Set<String> keys) throws CommandException {
        if (keys.isEmpty()) {
            throw noHeartbeat(removed);
        }
        try (AcknowledgedWriter writer = new AcknowledgedWriter(kafka.client(), statusTopic)) {
            for (String key : keys) {
                writer.write(key, null);
            }
        }
        PrintWriter out = out();
        out.println("'" + removed + "' is removed: null values under " + keys.size() + " keys of topic '" + statusTopic
                + "'");
        out.flush();
        return 0;
    }

    private void apply(
            ConsumerRecord<byte[], byte[]> record, RecordDecoder<JobHeartbeat> decoder, Heartbeats heartbeats) {
        String key = EntityKey.decode(record.key()).orElse("");
        if (record.value() == null) {
            heartbeats.remove(key);
            return;
        }
        try {
            heartbeats.apply(key, decoder.decode(record.value()), record.timestamp());
        } catch (BadRecordException e) {
            err().println(qualifiedName() + ": " + statusTopic + "@" + record.offset() + ": " + e.getMessage());
        }
    }

    private static void print(JobStatus job, PrintWriter out) {
        out.printf(
                "%s: %s, last heartbeat %.1f s ago (every %.1f s), %d of %d subtasks, publishing to %s%n",
                job.jobName(),
                job.ended() ? "ended" : job.overdue() ? "OVERDUE" : "alive",
                job.age().toMillis() / 1000.0,
                job.interval().toMillis() / 1000.0,
                job.reporting(),
                job.subtasks(),
                job.embeddingTopic());
        out.printf(
                "    snapshot version %s, newest input %s%n",
                job.modelVersion().isPresent() ? job.modelVersion().getAsLong() : "unknown, nothing published yet",
                job.newestAsOf().map(Instant::toString).orElse("none"));
        new TreeMap<>(job.counts()).forEach((name, count) -> {
            if (count != 0) {
                out.printf("    %-28s %,14d%n", name, count);
            }
        });
    }

    private static String line(JobStatus job) {
        ObjectNode line = new JsonMapper().createObjectNode();
        line.put("job", job.jobName());
        line.put("embeddings_topic", job.embeddingTopic());
        line.put("overdue", job.overdue());
        line.put("ended", job.ended());
        line.put("age_ms", job.age().toMillis());
        line.put("interval_ms", job.interval().toMillis());
        line.put("subtasks", job.subtasks());
        line.put("reporting", job.reporting());
        if (job.modelVersion().isPresent()) {
            line.put("model_version", job.modelVersion().getAsLong());
        }
        job.newestAsOf().ifPresent(newest -> line.put("newest_as_of", newest.toEpochMilli()));
        ObjectNode counts = line.putObject("counts");
        new TreeMap<>(job.counts()).forEach(counts::put);
        return line.toString();
    }
}

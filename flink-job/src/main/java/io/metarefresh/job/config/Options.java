package io.metarefresh.job.config;

import static io.metarefresh.job.config.OptionType.BOOLEAN;
import static io.metarefresh.job.config.OptionType.DURATION;
import static io.metarefresh.job.config.OptionType.OFFSETS;
import static io.metarefresh.job.config.OptionType.TEXT;
import static io.metarefresh.job.config.OptionType.durationOfAtLeast;
import static io.metarefresh.job.config.OptionType.integer;
import static io.metarefresh.job.config.OptionType.oneOf;
import static io.metarefresh.job.config.OptionType.ratio;
import static io.metarefresh.job.config.OptionType.ratioOrNone;

import io.metarefresh.snapshot.EntityKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every option of the job. A declaration is all that an option needs: it enters itself into {@link #ALL}, from which configurations are
 * read and {@code docs/configuration.md} is generated.
 */
public final class Options {
    /** Flink's own limits; under this one it takes no checkpoint at all, and says nothing. */
    private static final String SHORTEST_CHECKPOINTING = "10 ms";

    private static final int MOST_SUBTASKS = 1 << 15;

    /** By key, in the order of their declarations. Stands before the options, which enter themselves. */
    private static final Map<String, Option<?>> DECLARED = new LinkedHashMap<>();

    public static final Option<String> JOB_NAME =
            withDefault("job.name", TEXT, "metarefresh", "Name of the job in Flink's web UI and logs.");
    public static final Option<Integer> PARALLELISM = optional(
            "job.parallelism", integer("subtasks", 1), "Parallelism of every step; Flink's own default when absent.");
    public static final Option<Integer> MAX_PARALLELISM = withDefault(
            "job.max-parallelism",
            integer("subtasks", 1, MOST_SUBTASKS),
            "720",
            "Upper bound of the parallelism for the life of the state. **It cannot change without losing the state**: a savepoint"
                    + " restores only under the value it was taken with.");

    public static final Option<String> BOOTSTRAP_SERVERS =
            required("kafka.bootstrap-servers", TEXT, "Kafka brokers, `host:port`, separated by commas.");
    public static final Option<String> GROUP_ID = withDefault(
            "kafka.group-id",
            TEXT,
            "metarefresh",
            "Consumer group. Offsets are committed to it with every checkpoint, for monitoring and for"
                    + " `input.starting-offsets: committed`; a restart from a checkpoint uses the checkpoint's own.");
    public static final Option<String> REGISTRY_URL = required(
            "registry.url", TEXT, "Base URL of the schema registry's Confluent API, several separated by commas.");

    public static final Option<String> INTERACTIONS_TOPIC =
            withDefault("topics.interactions", TEXT, "interactions", "Topic of `InteractionEvent` records.");
    public static final Option<String> PROFILES_TOPIC = withDefault(
            "topics.profiles",
            TEXT,
            "member-profiles",
            "Compacted topic of `EntityProfile` records. Its `delete.retention.ms` must be at least the retention of the"
                    + " interactions topic, or a replay no longer sees who was forgotten; the start refuses less.");
    public static final Option<String> EMBEDDINGS_TOPIC = withDefault(
            "topics.embeddings", TEXT, "meta-embeddings", "Compacted topic that the embeddings are published to.");
    public static final Option<String> DEAD_LETTERS_TOPIC = withDefault(
            "topics.dead-letters",
            TEXT,
            "metarefresh-dead-letters",
            "Topic of refused records: original key and value, cause and coordinates in headers. Its `max.message.bytes` must"
                    + " be at least that of the input topics, and `input.max-record-bytes`, + 65536; the start checks it.");

    public static final Option<String> STATUS_TOPIC = withDefault(
            "topics.status",
            TEXT,
            "metarefresh-status",
            "Compacted topic of the heartbeats, which several jobs can share: they are keyed by `job.name` and subtask.");

    public static final Option<String> SNAPSHOTS_TOPIC = withDefault(
            "topics.snapshots",
            TEXT,
            "model-snapshots",
            "Compacted topic, of one partition, of `SnapshotActivation` records: what `metarefresh snapshot publish` announces.");

    public static final Option<String> SNAPSHOT_URI = required(
            "snapshot.uri",
            TEXT,
            "Directory of the frozen snapshot that the job starts with where none of greater version is announced or was run"
                    + " before: a path, or a URI of a file system that Flink knows, readable on every TaskManager. Its feature"
                    + " names, widths and labels are what every input is checked for.");
    public static final Option<String> ALLOWED_URI_PREFIXES = optional(
            "snapshot.allowed-uri-prefixes",
            TEXT,
            "Directories, separated by commas, that announced snapshots are read from; one that lies elsewhere is refused. The"
                    + " directory that holds `snapshot.uri` when absent. **Whoever may write to the snapshots topic makes every"
                    + " TaskManager open a URI**: name as little as possible.");
    public static final Option<Integer> ROLLOUT_RATE = withDefault(
            "rollout.rate",
            integer("entities per second", 1),
            "1000",
            "How fast a new snapshot reaches the known entities, in the whole job. Live refreshes go first. Until a rollout has"
                    + " ended, idle entities keep the embedding of the snapshot before.");
    public static final Option<EntityKind> ENTITY = withDefault(
            "entity",
            oneOf(EntityKind.class),
            "member",
            "Whose embeddings are refreshed. It must be what the snapshot was trained for. With `item` the interactions are"
                    + " keyed anew by item; the topic stays keyed by member.");
    public static final Option<Integer> SUPPORT_MAX_SIZE = optional(
            "support.max-size",
            integer("rows", 1),
            "Interactions kept per entity at most. The snapshot's own when absent; less than the snapshot asks for is refused.");
    public static final Option<Duration> SUPPORT_HORIZON = optional(
            "support.horizon",
            DURATION,
            "Interactions not newer than the newest one minus this are dropped. The snapshot's own when absent; less than the"
                    + " snapshot asks for is refused.");

    public static final Option<Duration> MIN_INTERVAL = withDefault(
            "refresh.min-interval",
            DURATION,
            "0 ms",
            "An entity is refreshed at once, then at most once per this time; what arrives meanwhile is coalesced into one refresh.");
    public static final Option<Boolean> AT_END_ONLY = withDefault(
            "refresh.at-end-only",
            BOOLEAN,
            "false",
            "Each entity is refreshed once, when the input ends or the job is stopped with drain, whatever"
                    + " `refresh.min-interval` says. For replays.");
    public static final Option<Integer> BATCH_MAX_SIZE = withDefault(
            "refresh.batch-max-size",
            integer("entities", 1),
            "256",
            "Entities adapted together at most. Larger batches use the processor better and hold the first entity up longer.");
    public static final Option<Duration> BATCH_LINGER = withDefault(
            "refresh.batch-linger",
            DURATION,
            "5 ms",
            "How long a batch waits for company. `0 ms` adapts every entity alone.");

    public static final Option<Double> LIFT_SAMPLE_RATIO = withDefault(
            "lift.sample-ratio",
            ratioOrNone(),
            "0.01",
            "Share of the refreshes by interactions that are measured for the `lift_…` metrics: the newest interaction is predicted by"
                    + " the embedding that it found, and by the un-adapted one. A measured refresh costs as much as 1.1 to 1.6 further ones"
                    + " in the inner loop, the default so 1.3 % of it. `0` measures none.");

    public static final Option<Delivery> DELIVERY = withDefault(
            "delivery.guarantee",
            oneOf(Delivery.class),
            "at-least-once",
            "`at-least-once` publishes at once; after a failure some embeddings are published again, which readers ignore."
                    + " **`exactly-once` has a price**: with Kafka transactions an embedding becomes visible to `read_committed`"
                    + " readers only with the next checkpoint, a transaction that hangs stalls them and the compaction of the"
                    + " topic until it times out, and a job that stays down longer than `delivery.transaction-timeout` loses"
                    + " what its last checkpoint had prepared.");
    public static final Option<String> TRANSACTIONAL_ID_PREFIX = optional(
            "delivery.transactional-id-prefix",
            TEXT,
            "Prefix of the transactional ids, needed with `exactly-once`. **Unique per job and Kafka cluster**, or two jobs abort"
                    + " each other's transactions; the same after every restart, or transactions are left hanging.");
    public static final Option<Duration> TRANSACTION_TIMEOUT = withDefault(
            "delivery.transaction-timeout",
            DURATION,
            "14 min",
            "`transaction.timeout.ms` with `exactly-once`. The start checks `checkpoint.interval` + `checkpoint.timeout` +"
                    + " `delivery.longest-outage` < this ≤ the broker's `transaction.max.timeout.ms`.");
    public static final Option<Duration> LONGEST_OUTAGE = withDefault(
            "delivery.longest-outage",
            DURATION,
            "2 min",
            "How long the job may be down, with `exactly-once`, before prepared transactions may time out.");

    public static final Option<Duration> EXPIRE_AFTER = optional(
            "member.expire-after",
            DURATION,
            "When event time passes the newest interaction by this, the un-adapted embedding is published; the rows stay. At"
                    + " least the horizon. Off when absent. Switched on or changed later it counts for an entity from its next input,"
                    + " or the next rollout, on.");
    public static final Option<Duration> MEMBER_TTL = optional(
            "member.ttl",
            DURATION,
            "When event time passes the newest interaction by this, the rows are dropped and the un-adapted embedding is"
                    + " published. At least twice the horizon. Off when absent: state then grows with the number of entities."
                    + " **Switched on or changed later it counts for an entity from its next input, or the next rollout, on**: idle ones"
                    + " stay in state until then.");
    public static final Option<Duration> FORGET_RETENTION = withDefault(
            "member.forget-retention",
            DURATION,
            "30 d",
            "How long a forgotten entity is remembered as forgotten. **At least the retention of the interactions topic**, or a"
                    + " replay brings back what was erased; the start refuses less.");

    public static final Option<Duration> MAX_CLOCK_SKEW = withDefault(
            "input.max-clock-skew",
            DURATION,
            "5 min",
            "A record whose own time is later than its Kafka timestamp plus this is refused.");
    public static final Option<Integer> MAX_RECORD_BYTES = withDefault(
            "input.max-record-bytes",
            integer("bytes", 1),
            "1048576",
            "A record whose key and value are longer together is refused before it is decoded.");
    public static final Option<Double> MAX_DEAD_LETTER_RATIO = withDefault(
            "input.max-dead-letter-ratio",
            ratio(),
            "0.5",
            "When more than this share of the last `input.dead-letter-window` records that one subtask read from a topic was"
                    + " refused, the job stops with one line that says why, and is not restarted: its last checkpoint lies before"
                    + " the record that was one too many. `1` never stops it.");
    public static final Option<Integer> DEAD_LETTER_WINDOW = withDefault(
            "input.dead-letter-window",
            integer("records", 1),
            "10000",
            "Over how many records `input.max-dead-letter-ratio` is judged; before so many were read since the start it is not.");
    public static final Option<Duration> WATERMARK_IDLENESS = withDefault(
            "input.watermark-idleness",
            durationOfAtLeast("1 ms"),
            "30 s",
            "A partition that is silent for this long no longer holds event time back. Event time decides only about"
                    + " expiry, never about freshness.");
    public static final Option<StartingOffsets> STARTING_OFFSETS = withDefault(
            "input.starting-offsets",
            oneOf(StartingOffsets.class),
            "earliest",
            "Where a job without checkpoint or savepoint starts. **`committed` without restored state forgets** what lies"
                    + " before; profiles are always read from the beginning.");
    public static final Option<Boolean> BOUNDED = withDefault(
            "input.bounded",
            BOOLEAN,
            "false",
            "Whether the job ends at the end offsets found at its start. For tests and demonstrations.");

    public static final Option<PartitionOffsets> START_OFFSETS = optional(
            "input.start-offsets",
            OFFSETS,
            "Where a job without checkpoint or savepoint starts to read interactions, `0@17 1@20`; wins over"
                    + " `input.starting-offsets`. A partition that is not named starts at what the consumer group committed, else"
                    + " at its beginning: the start warns, with `input.end-offsets` it refuses. Set by `metarefresh backfill`.");
    public static final Option<PartitionOffsets> END_OFFSETS = optional(
            "input.end-offsets",
            OFFSETS,
            "The job ends when it has read the interactions before these offsets, and the profiles that there were at its start."
                    + " Every partition named, `1@0` where the topic got it later, none behind its end; the start checks it.");
    public static final Option<Integer> MAX_RATE = optional(
            "input.max-rate",
            integer("interactions per second", 1),
            "How many interactions the whole job reads per second at most, so that a replay does not harm the brokers. No limit"
                    + " when absent.");
    public static final Option<Duration> HEARTBEAT_INTERVAL = withDefault(
            "job.heartbeat-interval",
            DURATION,
            "1 min",
            "Time between two heartbeats on the status topic, by which readers tell a quiet stream from a dead job. `0 ms` sends none.");

    public static final Option<Duration> CHECKPOINT_INTERVAL = withDefault(
            "checkpoint.interval",
            durationOfAtLeast(SHORTEST_CHECKPOINTING),
            "10 s",
            "Time between two checkpoints. They cannot be switched off: without them every failure starts from nothing.");
    public static final Option<Duration> CHECKPOINT_TIMEOUT = withDefault(
            "checkpoint.timeout",
            durationOfAtLeast(SHORTEST_CHECKPOINTING),
            "5 min",
            "A checkpoint that takes longer fails, and the job starts over from the one before it. With `refresh.at-end-only` it is a day,"
                    + " because the last one waits until every member is adapted.");
    public static final Option<String> CHECKPOINT_DIRECTORY = optional(
            "checkpoint.directory",
            TEXT,
            "URI of the directory of checkpoints, reachable by every process. **When absent** they live in the JobManager's memory"
                    + " and are lost with it.");
    public static final Option<StateBackend> STATE_BACKEND = withDefault(
            "state.backend",
            oneOf(StateBackend.class),
            "rocksdb",
            "`rocksdb` keeps state on disk and takes incremental checkpoints; `hashmap` keeps it on the heap.");

    public static final Option<Integer> STATE_CACHE_MIB = withDefault(
            "state.cache-mib",
            integer("MiB per subtask", 0),
            "128",
            "Heap of a subtask for the values of the entities that acted last, which are written to the state backend when they make"
                    + " room for others and before every checkpoint. An entity of 32 interactions of 64 numbers takes about 14 KiB. `0` keeps none:"
                    + " every input reads and writes the state backend.");

    /** Every option, in the order of the reference page. */
    public static final List<Option<?>> ALL = List.copyOf(DECLARED.values());

    /** Prefix of the options that name a topic; no two may name the same. */
    static final String TOPICS = "topics.";

    /** Keys under these prefixes are handed on as they are, without the prefix. */
    static final String KAFKA_CLIENT = "kafka.client.";

    static final String REGISTRY_CLIENT = "registry.client.";
    static final String FLINK = "flink.";

    static final Map<String, String> PASSED_ON = Map.of(
            KAFKA_CLIENT,
                    "Settings of Kafka's own clients (consumer, producer, admin), such as `kafka.client.security.protocol`.",
            REGISTRY_CLIENT, "Settings of the registry's client, such as `registry.client.basic.auth.user.info`.",
            FLINK, "Flink's own options, such as `flink.rest.port`; they win over what the job sets.");

    private Options() {}

    private static <T> Option<T> required(String key, OptionType<T> type, String description) {
        return declare(new Option<>(key, type, null, true, description));
    }

    private static <T> Option<T> optional(String key, OptionType<T> type, String description) {
        return declare(new Option<>(key, type, null, false, description));
    }

    private static <T> Option<T> withDefault(String key, OptionType<T> type, String defaultText, String description) {
        return declare(new Option<>(key, type, defaultText, false, description));
    }

    private static <T> Option<T> declare(Option<T> option) {
        if (DECLARED.put(option.key(), option) != null) {
            throw new IllegalStateException("two options have the key " + option.key());
        }
        return option;
    }
}

package io.metarefresh.job.kafka;

import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Option;
import io.metarefresh.job.config.Options;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;

/** Every topic of the job, and what the job does with it. The checks at the start go through this list. */
enum JobTopic {
    INTERACTIONS(Options.INTERACTIONS_TOPIC, AclOperation.READ),
    PROFILES(Options.PROFILES_TOPIC, AclOperation.READ),
    SNAPSHOTS(Options.SNAPSHOTS_TOPIC, AclOperation.READ),
    EMBEDDINGS(Options.EMBEDDINGS_TOPIC, AclOperation.WRITE),
    DEAD_LETTERS(Options.DEAD_LETTERS_TOPIC, AclOperation.WRITE),
    STATUS(Options.STATUS_TOPIC, AclOperation.WRITE) {
        @Override
        boolean isUsed(JobConfig config) {
            return !config.get(Options.HEARTBEAT_INTERVAL).isZero();
        }
    };

    private final Option<String> option;
    private final AclOperation operation;

    JobTopic(Option<String> option, AclOperation operation) {
        this.option = option;
        this.operation = operation;
    }

    /** Those that a job of this configuration uses. */
    static List<JobTopic> usedBy(JobConfig config) {
        return Arrays.stream(values()).filter(topic -> topic.isUsed(config)).toList();
    }

    /** The option that names it. */
    Option<String> option() {
        return option;
    }

    /** What the job must be allowed to do: its own operation, and to read the topic's settings at the start. */
    Set<AclOperation> operations() {
        return Set.of(operation, AclOperation.DESCRIBE_CONFIGS);
    }

    boolean isUsed(JobConfig config) {
        return true;
    }
}

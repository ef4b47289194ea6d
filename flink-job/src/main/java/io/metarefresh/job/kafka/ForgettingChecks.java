package io.metarefresh.job.kafka;

import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.TopicConfig;

/**
 * FORGET: who was forgotten is known for as long as what was erased can be read again. The job that saw the null value keeps a
 * marker; one that starts later has the topic of the profiles alone.
 *
 * <p>Decision: {@code docs/decisions/0017-how-long-a-replay-knows-who-was-forgotten.md}.
 */
record ForgettingChecks(JobConfig config, Consumer<String> problems, Consumer<String> warnings) {

    /** @param interactions settings of their topic */
    void marker(Config interactions) {
        long retentionMillis = number(interactions, TopicConfig.RETENTION_MS_CONFIG);
        Duration forgetRetention = config.get(Options.FORGET_RETENTION);
        if (retentionMillis < 0) {
            warnings.accept("member.forget-retention: topic '" + config.get(Options.INTERACTIONS_TOPIC)
                    + "' keeps interactions for ever, a replay after " + forgetRetention
                    + " brings back what was forgotten");
        } else if (forgetRetention.toMillis() < retentionMillis) {
            problems.accept("member.forget-retention: '" + forgetRetention + "' is shorter than the retention "
                    + Duration.ofMillis(retentionMillis) + " of topic '" + config.get(Options.INTERACTIONS_TOPIC)
                    + "'");
        }
    }

    /**
     * Null values leave a compacted topic.
     *
     * @param interactions settings of their topic
     * @param profiles settings of theirs
     */
    void nullValues(Config interactions, Config profiles) {
        long retentionMillis = number(interactions, TopicConfig.RETENTION_MS_CONFIG);
        String policy = profiles.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        if (retentionMillis < 0 || !policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            return;
        }
        long nullsMillis = number(profiles, TopicConfig.DELETE_RETENTION_MS_CONFIG);
        long segmentMillis = number(interactions, TopicConfig.SEGMENT_MS_CONFIG);
        String kept = "topics.profiles: topic '" + config.get(Options.PROFILES_TOPIC) + "' keeps null values for "
                + Duration.ofMillis(nullsMillis) + " (delete.retention.ms), topic '"
                + config.get(Options.INTERACTIONS_TOPIC) + "' keeps interactions for "
                + Duration.ofMillis(retentionMillis) + " (retention.ms)";
        String effect = ": a replay after that brings back what was forgotten";
        if (nullsMillis < retentionMillis) {
            problems.accept(kept + effect);
        } else if (nullsMillis - retentionMillis < segmentMillis) {
            warnings.accept(kept + " and up to " + Duration.ofMillis(segmentMillis) + " longer (segment.ms)" + effect);
        }
    }

    private static long number(Config config, String name) {
        return Long.parseLong(config.get(name).value());
    }
}

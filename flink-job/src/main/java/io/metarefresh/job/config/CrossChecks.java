package io.metarefresh.job.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What settings ask of each other. Values that are missing or could not be read are reported elsewhere and skipped here. */
final class CrossChecks {
    private CrossChecks() {}

    static List<String> problems(JobConfig config) {
        List<String> problems = new ArrayList<>();
        config.find(Options.SUPPORT_HORIZON)
                .ifPresent(horizon -> problems.addAll(retentionProblems(
                        horizon,
                        config.find(Options.EXPIRE_AFTER).orElse(null),
                        config.find(Options.MEMBER_TTL).orElse(null))));
        if (config.find(Options.DELIVERY).orElse(null) == Delivery.EXACTLY_ONCE) {
            exactlyOnce(config, problems);
        }
        if (config.find(Options.PARALLELISM).isPresent()
                && config.find(Options.MAX_PARALLELISM).isPresent()
                && config.get(Options.PARALLELISM) > config.get(Options.MAX_PARALLELISM)) {
            problems.add("job.parallelism: '" + config.get(Options.PARALLELISM) + "' exceeds job.max-parallelism '"
                    + config.get(Options.MAX_PARALLELISM) + "'");
        }
        Map<String, String> topics = new HashMap<>();
        for (Option<?> topic : Options.ALL) {
            if (topic.key().startsWith(Options.TOPICS)) {
                config.find(topic).ifPresent(name -> {
                    String other = topics.put(name.toString(), topic.key());
                    if (other != null) {
                        problems.add(topic.key() + ": '" + name + "' is also " + other);
                    }
                });
            }
        }
        return problems;
    }

    /** EXPIRY and FINITE: expire-after ≥ horizon, member ttl ≥ 2 × horizon; nulls are off. */
    static List<String> retentionProblems(Duration horizon, Duration expireAfter, Duration memberTtl) {
        List<String> problems = new ArrayList<>();
        if (expireAfter != null && expireAfter.compareTo(horizon) < 0) {
            problems.add("member.expire-after: '" + expireAfter + "' is shorter than the horizon " + horizon);
        }
        if (memberTtl != null && memberTtl.compareTo(horizon.multipliedBy(2)) < 0) {
            problems.add("member.ttl: '" + memberTtl + "' is shorter than twice the horizon " + horizon);
        }
        return problems;
    }

    private static void exactlyOnce(JobConfig config, List<String> problems) {
        if (config.find(Options.TRANSACTIONAL_ID_PREFIX).isEmpty()) {
            problems.add(
                    "delivery.transactional-id-prefix: missing, exactly-once needs one that is unique on the cluster");
        }
        if (config.find(Options.CHECKPOINT_INTERVAL).isEmpty()
                || config.find(Options.CHECKPOINT_TIMEOUT).isEmpty()
                || config.find(Options.LONGEST_OUTAGE).isEmpty()
                || config.find(Options.TRANSACTION_TIMEOUT).isEmpty()) {
            return;
        }
        Duration needed = config.get(Options.CHECKPOINT_INTERVAL)
                .plus(config.get(Options.CHECKPOINT_TIMEOUT))
                .plus(config.get(Options.LONGEST_OUTAGE));
        Duration timeout = config.get(Options.TRANSACTION_TIMEOUT);
        if (timeout.compareTo(needed) <= 0) {
            problems.add("delivery.transaction-timeout: '" + timeout + "' must exceed checkpoint.interval +"
                    + " checkpoint.timeout + delivery.longest-outage = " + needed
                    + ", or embeddings of a prepared transaction are lost");
        }
    }
}

package io.metarefresh.job.kafka;

import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Option;
import io.metarefresh.job.config.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What the job must be allowed to do, and which of it the brokers do not allow this principal. Without an authorizer the brokers allow
 * everything. {@code docs/security.md} lists the same for people.
 */
final class KafkaPermissions {
    private final JobConfig config;
    private final Duration deadline;

    KafkaPermissions(JobConfig config, Duration deadline) {
        this.config = config;
        this.deadline = deadline;
    }

    /** One line for each topic or group; a topic that does not exist is left to others. */
    List<String> missing(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        List<String> problems = new ArrayList<>();
        for (JobTopic topic : JobTopic.usedBy(config)) {
            String name = config.get(topic.option());
            report(topic.option(), "topic '" + name + "'", topic.operations(), ofTopic(admin, name), problems);
        }
        String group = config.get(Options.GROUP_ID);
        Set<AclOperation> read = Set.of(AclOperation.READ);
        report(Options.GROUP_ID, "group '" + group + "'", read, ofGroup(admin, group), problems);
        return problems;
    }

    private static void report(
            Option<String> option,
            String what,
            Set<AclOperation> needed,
            Set<AclOperation> allowed,
            List<String> problems) {
        if (allowed == null) {
            return;
        }
        Set<AclOperation> missing = new TreeSet<>(needed);
        missing.removeAll(allowed);
        if (!missing.isEmpty()) {
            problems.add(option.key() + ": this principal has no permission on " + what + " to " + missing
                    + "; docs/security.md lists what the job needs");
        }
    }

    /** Null where there is no such topic. */
    private Set<AclOperation> ofTopic(Admin admin, String name)
            throws InterruptedException, ExecutionException, TimeoutException {
        return allowed(
                () -> admin.describeTopics(List.of(name), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                        .allTopicNames()
                        .get(deadline.toMillis(), TimeUnit.MILLISECONDS)
                        .get(name)
                        .authorizedOperations());
    }

    /** Null where there is no such group yet. */
    private Set<AclOperation> ofGroup(Admin admin, String id)
            throws InterruptedException, ExecutionException, TimeoutException {
        return allowed(() -> admin.describeConsumerGroups(
                        List.of(id), new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                .all()
                .get(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .get(id)
                .authorizedOperations());
    }

    @FunctionalInterface
    private interface Question {
        Set<AclOperation> ask() throws InterruptedException, ExecutionException, TimeoutException;
    }

    private static Set<AclOperation> allowed(Question question)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return question.ask();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicAuthorizationException
                    || e.getCause() instanceof GroupAuthorizationException) {
                return Set.of();
            }
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof GroupIdNotFoundException) {
                return null;
            }
            throw e;
        }
    }
}

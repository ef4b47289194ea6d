package io.metarefresh.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;

/** Asks Kafka for its nodes before anything else is done, so that a wrong address fails soon and clearly. */
final class KafkaReachable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private KafkaReachable() {}

    static void check(KafkaOptions kafka) throws CommandException {
        Map<String, Object> client = new HashMap<>(kafka.client());
        client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) DEADLINE.toMillis());
        client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) DEADLINE.toMillis());
        try (Admin admin = Admin.create(client)) {
            admin.describeCluster().nodes().get(DEADLINE.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthenticationException refused) {
                throw new CommandException(
                        "--bootstrap-servers " + kafka.bootstrapServers() + ": " + refused.getMessage(), e);
            }
            throw silent(kafka, e);
        } catch (TimeoutException e) {
            throw silent(kafka, e);
        } catch (KafkaException e) {
            String cause = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new CommandException("--bootstrap-servers " + kafka.bootstrapServers() + ": " + cause, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while connecting to Kafka", e);
        }
    }

    private static CommandException silent(KafkaOptions kafka, Exception e) {
        return new CommandException(
                "--bootstrap-servers " + kafka.bootstrapServers() + ": no answer from Kafka within "
                        + DEADLINE.toSeconds() + " s",
                e);
    }
}

package io.metarefresh.cli;

import io.metarefresh.cli.topic.RecordedTopic;
import io.metarefresh.schemas.EntityKey;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code metarefresh forget}: a null value under each member's id in the profiles topic (FORGET). */
@Command(
        name = "forget",
        description = {
            "Makes the job forget members: writes a null value under each id to the profiles topic.",
            "The job erases profile and interactions up to the time of that record, and publishes a tombstone. The records in"
                    + " the interactions topic stay there until its retention ends; the job does not take them up again."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class ForgetCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "MEMBER", description = "Ids of members.")
    private List<String> members;

    @Mixin
    private KafkaOptions kafka;

    @Option(
            names = "--profiles-topic",
            paramLabel = "TOPIC",
            defaultValue = "member-profiles",
            description = "Profiles.")
    private String profilesTopic;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandException {
        if (members.contains("")) {
            // A variable of the shell that is not set: the job would refuse the record, and forget nobody.
            throw new ParameterException(spec.commandLine(), "an id is empty: nobody is forgotten");
        }
        KafkaReachable.check(kafka);
        // Where topics are created by themselves, one of a misspelt name must not take the forgetting.
        RecordedTopic.open(kafka.client(), profilesTopic).close();
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Object> settings = new HashMap<>(kafka.client());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String member : members) {
                RecordMetadata written = producer.send(
                                new ProducerRecord<>(profilesTopic, EntityKey.encode(member), null))
                        .get();
                out.println("'" + member + "' is to be forgotten: null value at " + written);
            }
            return 0;
        } catch (ExecutionException e) {
            throw new CommandException(
                    "topic '" + profilesTopic + "': " + e.getCause().getMessage(), e);
        } catch (KafkaException e) {
            throw new CommandException("topic '" + profilesTopic + "': " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while it was written", e);
        }
    }
}

package io.metarefresh.cli;

import io.metarefresh.cli.topic.AcknowledgedWriter;
import io.metarefresh.cli.topic.RecordedTopic;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
final class ForgetCommand extends Subcommand {
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

    @Override
    public Integer call() throws CommandException {
        if (members.contains("")) {
            // Such as from a shell variable that is not set. The job would refuse the record, so that nobody would be
            // forgotten.
            throw wrongUsage("an id is empty: nobody is forgotten");
        }
        KafkaReachable.check(kafka);
        // On a broker that creates topics by itself, the record must not go to a misspelt topic that is created for it.
        RecordedTopic.open(kafka.client(), profilesTopic).close();
        PrintWriter out = out();
        try (AcknowledgedWriter writer = new AcknowledgedWriter(kafka.client(), profilesTopic)) {
            for (String member : members) {
                out.println("'" + member + "' is to be forgotten: null value at " + writer.write(member, null));
            }
            return 0;
        }
    }
}

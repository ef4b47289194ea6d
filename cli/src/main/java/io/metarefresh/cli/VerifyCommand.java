package io.metarefresh.cli;

import io.metarefresh.cli.verify.ComparisonReport;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metarefresh verify}: whether two embedding topics hold the same. */
@Command(
        name = "verify",
        description = {
            "Compares two embedding topics member by member, each as a reader would hold it at the end offsets of now.",
            "Exit code 1 where members are missing, extra or older on one side, where too few vectors agree, or where records"
                    + " cannot be read."
        },
        showDefaultValues = true,
        mixinStandardHelpOptions = true)
final class VerifyCommand extends Subcommand {
    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private RegistryOptions registry;

    @Option(names = "--left", required = true, paramLabel = "TOPIC", description = "What is taken as right.")
    private String left;

    @Option(names = "--right", required = true, paramLabel = "TOPIC", description = "What is compared with it.")
    private String right;

    @Mixin
    private ComparisonOptions comparison;

    @Option(names = "--json", description = "One JSON line instead of the table.")
    private boolean json;

    @Override
    public Integer call() throws CommandException {
        comparison.check(spec());
        if (left.equals(right)) {
            throw wrongUsage("--left and --right are both '" + left + "'");
        }
        KafkaReachable.check(kafka);
        ComparisonReport report = comparison.compare(kafka, registry, left, right);
        PrintWriter out = out();
        if (json) {
            out.println(report.json());
        } else {
            report.print(out);
        }
        return report.equal() ? 0 : 1;
    }
}

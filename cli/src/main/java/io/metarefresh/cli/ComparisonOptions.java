package io.metarefresh.cli;

import io.metarefresh.cli.topic.RecordedTopic;
import io.metarefresh.cli.verify.ComparisonReport;
import io.metarefresh.cli.verify.EmbeddingComparison;
import io.metarefresh.cli.verify.TopicComparison;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.SchemaRegistry;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How two embedding topics are compared. */
final class ComparisonOptions {
    @Option(
            names = "--min-agreeing",
            paramLabel = "SHARE",
            defaultValue = "0.99",
            description = "Share of the members whose vectors must agree to 1e-5: float32 rounding can flip a relu.")
    private double minAgreeing;

    @Option(
            names = "--across-versions",
            description = "The topics are of different snapshots: compare members and as_of, not vectors.")
    private boolean acrossVersions;

    @Option(
            names = "--passes",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Read both topics so often, each time for a share of the members; oftener where memory needs it.")
    private int passes;

    @Option(
            names = "--skip-bad-records",
            description = "Leave out records that readers skip, instead of saying that nothing is proven.")
    private boolean skipBadRecords;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "5",
            description = "Members listed of each kind of difference, the worst first.")
    private int examples;

    void check(CommandSpec spec) {
        if (!(minAgreeing >= 0 && minAgreeing <= 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--min-agreeing " + minAgreeing + ": must be between 0 and 1");
        }
        if (passes < 1) {
            throw new ParameterException(spec.commandLine(), "--passes " + passes + ": must be positive");
        }
        if (examples < 0) {
            throw new ParameterException(spec.commandLine(), "--examples " + examples + ": must not be negative");
        }
    }

    ComparisonReport compare(KafkaOptions kafka, RegistryOptions registryOptions, String leftTopic, String rightTopic)
            throws CommandException {
        try (RecordedTopic left = RecordedTopic.open(kafka.client(), leftTopic);
                RecordedTopic right = RecordedTopic.open(kafka.client(), rightTopic);
                SchemaRegistry registry = new ConfluentSchemaRegistry(registryOptions.settings())) {
            TopicComparison topics = new TopicComparison(left, right, registry);
            EmbeddingComparison comparison = new EmbeddingComparison(acrossVersions, examples);
            topics.compare(passes, comparison);
            return new ComparisonReport(left, right, topics, comparison, minAgreeing, skipBadRecords);
        }
    }
}

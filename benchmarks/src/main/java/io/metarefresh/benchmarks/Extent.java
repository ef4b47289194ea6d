package io.metarefresh.benchmarks;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How much a benchmark of the whole job measures: options that several have, each with defaults of its own. */
final class Extent {
    private final Defaults inFull;
    private final Defaults quickly;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--quick", description = "For development, some minutes at most: fewer rounds, short phases.")
    private boolean quick;

    @Option(
            names = "--members",
            converter = AtLeastOne.class,
            description = "Members; default ${DEFAULT-VALUE}, in some benchmarks fewer with --quick.")
    private int members;

    @Option(
            names = "--rounds",
            converter = AtLeastOne.class,
            description =
                    "Rounds of all that is compared; default ${DEFAULT-VALUE}, in most benchmarks fewer with --quick.")
    private int rounds;

    /** What is taken where nothing is said. */
    record Defaults(int members, int rounds) {}

    Extent(Defaults inFull, Defaults quickly) {
        this.inFull = inFull;
        this.quickly = quickly;
        this.members = inFull.members();
        this.rounds = inFull.rounds();
    }

    boolean quick() {
        return quick;
    }

    int members() {
        return isGiven("--members") ? members : defaults().members();
    }

    int rounds() {
        return isGiven("--rounds") ? rounds : defaults().rounds();
    }

    private Defaults defaults() {
        return quick ? quickly : inFull;
    }

    private boolean isGiven(String option) {
        return command.commandLine().getParseResult().hasMatchedOption(option);
    }
}

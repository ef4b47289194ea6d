package io.metarefresh.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ExtentTest {
    @Command(name = "testing")
    private static final class Testing {
        @Mixin
        private final Extent extent = new Extent(new Extent.Defaults(10_000, 5), new Extent.Defaults(2_000, 2));
    }

    private static Extent parsed(String... arguments) {
        Testing command = new Testing();
        new CommandLine(command).parseArgs(arguments);
        return command.extent;
    }

    @Test
    void whereNothingIsSaidTheDefaultsAreThoseOfAFullRun() {
        assertThat(parsed().members()).isEqualTo(10_000);
        assertThat(parsed().rounds()).isEqualTo(5);
    }

    @Test
    void aQuickRunHasDefaultsOfItsOwn() {
        assertThat(parsed("--quick").members()).isEqualTo(2_000);
        assertThat(parsed("--quick").rounds()).isEqualTo(2);
    }

    @Test
    void whatIsSaidWinsInAQuickRunToo() {
        Extent extent = parsed("--quick", "--members", "10000", "--rounds=7");
        assertThat(extent.members()).isEqualTo(10_000);
        assertThat(extent.rounds()).isEqualTo(7);
    }

    @Test
    void theHelpNamesTheDefaults() {
        assertThat(new CommandLine(new Testing()).getUsageMessage())
                .contains("Members; default 10000")
                .contains("default 5");
    }
}

package io.metarefresh.cli;

import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.IncompatibleSchemaException;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.Subjects;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code metarefresh schemas}: the schemas of the topics' values in a registry. */
@Command(
        name = "schemas",
        description = "Registers the schemas of the topics, and checks them against a registry.",
        subcommands = {SchemasCommand.Register.class, SchemasCommand.Check.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "ACTION")
final class SchemasCommand extends CommandGroup {
    SchemasCommand() {
        super("an action is missing: register or check");
    }

    /** What both actions share. */
    private abstract static class Action extends Subcommand {
        @Mixin
        private RegistryOptions registryOptions;

        @Mixin
        private TopicNameOptions names;

        @Override
        public Integer call() throws CommandException {
            List<Subjects.Subject> subjects = Subjects.of(names.names());
            try (SchemaRegistry registry = new ConfluentSchemaRegistry(registryOptions.settings())) {
                return act(registry, subjects, out());
            }
        }

        abstract int act(SchemaRegistry registry, List<Subjects.Subject> subjects, PrintWriter out)
                throws CommandException;
    }

    @Command(
            name = "register",
            description =
                    "Sets each subject's compatibility level and registers its schema; doing it again changes nothing.",
            showDefaultValues = true,
            mixinStandardHelpOptions = true)
    static final class Register extends Action {
        @Override
        int act(SchemaRegistry registry, List<Subjects.Subject> subjects, PrintWriter out) throws CommandException {
            try {
                Subjects.register(registry, subjects)
                        .forEach((subject, id) -> out.printf("%-28s id %d%n", subject, id));
            } catch (IncompatibleSchemaException e) {
                throw new CommandException(e.getMessage(), e);
            }
            out.flush();
            return 0;
        }
    }

    @Command(
            name = "check",
            description =
                    "Says whether the registry's schemas and levels are those of this build; exit code 1 where one is not.",
            showDefaultValues = true,
            mixinStandardHelpOptions = true)
    static final class Check extends Action {
        @Override
        int act(SchemaRegistry registry, List<Subjects.Subject> subjects, PrintWriter out) {
            boolean good = true;
            for (Subjects.Check check : Subjects.check(registry, subjects)) {
                out.printf("%-28s %s%n", check.subject(), check.problems().isEmpty() ? "as it should be" : "differs");
                check.problems().forEach(problem -> out.println("    " + problem.replaceAll("\\s*\\R\\s*", " ")));
                good &= check.problems().isEmpty();
            }
            out.flush();
            return good ? 0 : 1;
        }
    }
}

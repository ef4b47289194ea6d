package io.metarefresh.cli.produce;

import io.metarefresh.cli.CommandException;
import io.metarefresh.schemas.ConfluentSchemaRegistry;
import io.metarefresh.schemas.IncompatibleSchemaException;
import io.metarefresh.schemas.RegistrySettings;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.Subjects;
import io.metarefresh.schemas.TopicNames;
import java.util.Map;

/** The schemas of the topics' values, registered before anything is produced. */
public final class RegisteredSchemas {
    private RegisteredSchemas() {}

    /**
     * Registers this build's schemas; where they are registered already, nothing changes.
     *
     * @return schema ids by subject
     * @throws CommandException when the registry holds a schema that this build's is not compatible with
     */
    public static Map<String, Integer> ids(RegistrySettings settings, TopicNames topics) throws CommandException {
        try (SchemaRegistry registry = new ConfluentSchemaRegistry(settings)) {
            return Subjects.register(registry, Subjects.of(topics));
        } catch (IncompatibleSchemaException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }
}

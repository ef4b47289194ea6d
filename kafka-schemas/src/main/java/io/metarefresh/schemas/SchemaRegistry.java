package io.metarefresh.schemas;

import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * What the project asks of a schema registry. Safe to use from many threads.
 *
 * <p>Every method throws {@link RegistryUnavailableException} when the registry does not answer or refuses the credentials:
 * that is infrastructure and may pass. What the registry does answer is told apart by the other results.
 */
public interface SchemaRegistry extends AutoCloseable {

    /**
     * The writer's schema of that id, cached for ever because ids are immutable.
     *
     * @throws UnknownSchemaException when the registry says that there is no such id (that is bad data, and may be cached for at
     *     most a minute)
     */
    Schema schemaById(int id) throws UnknownSchemaException;

    /**
     * Registers the schema under the subject, or finds it there.
     *
     * @return its id
     * @throws IncompatibleSchemaException when the subject's compatibility level refuses it
     */
    int register(String subject, Schema schema) throws IncompatibleSchemaException;

    /** The id under which exactly this schema is registered for the subject, if it is. */
    Optional<Integer> idOf(String subject, Schema schema);

    /** What makes the schema incompatible with the subject's versions under its level; empty when it is compatible. */
    List<String> incompatibilities(String subject, Schema schema);

    /** The subject's own compatibility level, if one is set. */
    Optional<Compatibility> compatibility(String subject);

    void setCompatibility(String subject, Compatibility level);

    @Override
    void close();
}

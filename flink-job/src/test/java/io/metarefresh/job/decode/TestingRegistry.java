package io.metarefresh.job.decode;

import io.metarefresh.schemas.Compatibility;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.UnknownSchemaException;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/** A registry that knows one schema, with id 1. */
record TestingRegistry(Schema schema) implements SchemaRegistry {
    @Override
    public Schema schemaById(int id) throws UnknownSchemaException {
        if (id != 1) {
            throw new UnknownSchemaException(id);
        }
        return schema;
    }

    @Override
    public int register(String subject, Schema registered) {
        return 1;
    }

    @Override
    public Optional<Integer> idOf(String subject, Schema registered) {
        return Optional.of(1);
    }

    @Override
    public List<String> incompatibilities(String subject, Schema registered) {
        return List.of();
    }

    @Override
    public Optional<Compatibility> compatibility(String subject) {
        return Optional.empty();
    }

    @Override
    public void setCompatibility(String subject, Compatibility level) {}

    @Override
    public void close() {}
}

package io.metarefresh.schemas;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** A registry in memory: ids from 1, no compatibility rules, and it can be away. */
final class TestingSchemaRegistry implements SchemaRegistry {
    private final Map<Integer, Schema> schemas = new HashMap<>();
    boolean away;
    int lookups;

    @Override
    public Schema schemaById(int id) throws UnknownSchemaException {
        lookups++;
        if (away) {
            throw new RegistryUnavailableException("away", null);
        }
        Schema schema = schemas.get(id);
        if (schema == null) {
            throw new UnknownSchemaException(id);
        }
        return schema;
    }

    @Override
    public int register(String subject, Schema schema) {
        int id = schemas.size() + 1;
        schemas.put(id, schema);
        return id;
    }

    @Override
    public Optional<Integer> idOf(String subject, Schema schema) {
        return schemas.entrySet().stream()
                .filter(e -> e.getValue().equals(schema))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public List<String> incompatibilities(String subject, Schema schema) {
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

package io.metarefresh.schemas;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;

/** A registry in memory: ids from 1, no compatibility rules, and it can be away. */
public final class TestingSchemaRegistry implements SchemaRegistry {
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    /** While it is set, no schema is told. */
    public volatile boolean away;
    /** How often a schema was asked for in vain because the registry was away. */
    public final AtomicInteger refusals = new AtomicInteger();

    /** Knows these schemas from the beginning, the first as id 1. */
    public TestingSchemaRegistry(Schema... schemas) {
        for (Schema schema : schemas) {
            add(schema);
        }
    }

    /** The id of the schema from now on. */
    public int add(Schema schema) {
        int id = schemas.size() + 1;
        schemas.put(id, schema);
        return id;
    }

    @Override
    public Schema schemaById(int id) throws UnknownSchemaException {
        if (away) {
            refusals.incrementAndGet();
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
        return add(schema);
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

package io.metarefresh.client;

import io.metarefresh.schemas.Compatibility;
import io.metarefresh.schemas.RegistryUnavailableException;
import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.UnknownSchemaException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;

/** A registry in memory that can be away. */
final class TestingRegistry implements SchemaRegistry {
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    final AtomicInteger refusals = new AtomicInteger();
    volatile boolean away;

    int add(Schema schema) {
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
        return Optional.empty();
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

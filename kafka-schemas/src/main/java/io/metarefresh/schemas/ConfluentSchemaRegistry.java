package io.metarefresh.schemas;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.metarefresh.text.InnermostCause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;

/**
 * A registry behind Confluent's API, through Confluent's own client. The client's relocated names occur in this class only;
 * schemas cross over as JSON, because the client carries an Avro of its own.
 *
 * <p>Schemas are cached by id for ever, unknown ids for a minute. Settings under {@link RegistrySettings#client} reach the
 * client as they are. Unless they say otherwise, a connection may take 5 seconds and an answer 10.
 */
public final class ConfluentSchemaRegistry implements SchemaRegistry {
    static final Duration UNKNOWN_ID_MEMORY = Duration.ofSeconds(60);

    private static final int CACHED_SCHEMAS_PER_SUBJECT = 1000;
    private static final int CACHED_UNKNOWN_IDS = 10_000;
    private static final int SUBJECT_NOT_FOUND = 40401;
    private static final int SCHEMA_NOT_FOUND = 40403;
    private static final int SUBJECT_LEVEL_NOT_SET = 40408;
    private static final int CONFLICT = 409;
    private static final int INVALID_SCHEMA = 422;
    private static final int MAX_REFERENCE_DEPTH = 16;

    private final String shownUrl;
    private final RestService rest;
    private final CachedSchemaRegistryClient client;
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    private final Cache<Integer, UnknownSchemaException> unknownIds;

    /** @throws RegistryUnavailableException when the client's settings are wrong: a truststore that is not there, for instance */
    public ConfluentSchemaRegistry(RegistrySettings settings) {
        this(settings, Ticker.systemTicker());
    }

    /** @param ticker the clock of the memory of unknown ids */
    ConfluentSchemaRegistry(RegistrySettings settings, Ticker ticker) {
        Map<String, String> configuration = new HashMap<>(Map.of(
                SchemaRegistryClientConfig.HTTP_CONNECT_TIMEOUT_MS, "5000",
                SchemaRegistryClientConfig.HTTP_READ_TIMEOUT_MS, "10000"));
        configuration.putAll(settings.client());
        this.shownUrl = settings.shownUrl();
        this.rest = new RestService(Arrays.stream(settings.url().split(","))
                .map(String::strip)
                .filter(u -> !u.isEmpty())
                .toList());
        try {
            this.client = new CachedSchemaRegistryClient(rest, CACHED_SCHEMAS_PER_SUBJECT, configuration);
        } catch (RuntimeException e) {
            // The outer errors say only that a client could not be made.
            throw unavailable("the settings of its client", InnermostCause.of(e).toString(), e);
        }
        this.unknownIds = CacheBuilder.newBuilder()
                .maximumSize(CACHED_UNKNOWN_IDS)
                .expireAfterWrite(UNKNOWN_ID_MEMORY)
                .ticker(ticker)
                .build();
    }

    @Override
    public Schema schemaById(int id) throws UnknownSchemaException {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        UnknownSchemaException unknown = unknownIds.getIfPresent(id);
        if (unknown != null) {
            throw unknown;
        }
        try {
            Schema schema = fetch(id);
            schemas.put(id, schema);
            return schema;
        } catch (UnknownSchemaException e) {
            unknownIds.put(id, e);
            throw e;
        }
    }

    private Schema fetch(int id) throws UnknownSchemaException {
        if (id < 0) {
            throw new UnknownSchemaException(id);
        }
        List<String> definitions = new ArrayList<>();
        try {
            SchemaString found = rest.getId(id);
            if (found.getSchemaType() != null && !AvroSchema.TYPE.equals(found.getSchemaType())) {
                throw new UnknownSchemaException(
                        id, "its type is " + found.getSchemaType() + ", not " + AvroSchema.TYPE);
            }
            collectReferences(found.getReferences(), definitions, 0);
            definitions.add(found.getSchemaString());
        } catch (RestClientException e) {
            if (e.getErrorCode() == SCHEMA_NOT_FOUND) {
                throw new UnknownSchemaException(id);
            }
            throw unavailable("schema id " + id, e);
        } catch (IOException | RuntimeException e) {
            throw unavailable("schema id " + id, e);
        }
        return parse(id, definitions);
    }

    /** The definitions of named types that the schema takes from other subjects, innermost first. */
    private void collectReferences(List<SchemaReference> references, List<String> definitions, int depth)
            throws IOException, RestClientException {
        if (references == null || references.isEmpty()) {
            return;
        }
        if (depth > MAX_REFERENCE_DEPTH) {
            throw new IOException("references nested deeper than " + MAX_REFERENCE_DEPTH);
        }
        for (SchemaReference reference : references) {
            var target = rest.getVersion(reference.getSubject(), reference.getVersion());
            collectReferences(target.getReferences(), definitions, depth + 1);
            if (!definitions.contains(target.getSchema())) {
                definitions.add(target.getSchema());
            }
        }
    }

    private static Schema parse(int id, List<String> definitions) throws UnknownSchemaException {
        try {
            Schema.Parser parser = new Schema.Parser();
            Schema schema = null;
            for (String definition : definitions) {
                schema = parser.parse(definition);
            }
            return schema;
        } catch (RuntimeException e) {
            // Avro's parser throws other exceptions than its own too.
            throw new UnknownSchemaException(id, "it is not a valid Avro schema: " + e.getMessage());
        }
    }

    @Override
    public int register(String subject, Schema schema) throws IncompatibleSchemaException {
        try {
            return client.register(subject, relocated(schema));
        } catch (RestClientException e) {
            if (e.getStatus() == CONFLICT || e.getStatus() == INVALID_SCHEMA) {
                throw new IncompatibleSchemaException("subject " + subject + " refuses the schema of "
                        + schema.getFullName() + ": " + e.getMessage());
            }
            throw unavailable("registering subject " + subject, e);
        } catch (IOException | RuntimeException e) {
            throw unavailable("registering subject " + subject, e);
        }
    }

    @Override
    public Optional<Integer> idOf(String subject, Schema schema) {
        return find(
                "the schema id of subject " + subject,
                () -> client.getId(subject, relocated(schema)),
                SCHEMA_NOT_FOUND);
    }

    @Override
    public List<String> incompatibilities(String subject, Schema schema) {
        try {
            AvroSchema checked = relocated(schema);
            if (client.getAllSubjects().contains(subject) && !client.testCompatibility(subject, checked)) {
                List<String> reasons = client.testCompatibilityVerbose(subject, checked);
                return reasons.isEmpty() ? List.of("the registry gives no reason") : List.copyOf(reasons);
            }
            return List.of();
        } catch (RestClientException | IOException | RuntimeException e) {
            throw unavailable("checking subject " + subject, e);
        }
    }

    @Override
    public Optional<Compatibility> compatibility(String subject) {
        return find(
                "the compatibility level of subject " + subject,
                () -> Compatibility.valueOf(client.getCompatibility(subject)),
                SUBJECT_LEVEL_NOT_SET);
    }

    /** What the registry answers; empty where it says that there is no such subject, or answers with the code of what is absent. */
    private <T> Optional<T> find(String what, Callable<T> question, int codeOfAbsent) {
        try {
            return Optional.of(question.call());
        } catch (RestClientException e) {
            if (e.getErrorCode() == SUBJECT_NOT_FOUND || e.getErrorCode() == codeOfAbsent) {
                return Optional.empty();
            }
            throw unavailable(what, e);
        } catch (Exception e) {
            throw unavailable(what, e);
        }
    }

    @Override
    public void setCompatibility(String subject, Compatibility level) {
        try {
            client.updateCompatibility(subject, level.name());
        } catch (RestClientException | IOException | RuntimeException e) {
            throw unavailable("setting the compatibility level of subject " + subject, e);
        }
    }

    /** As published: without the property by which our generated classes choose String over Utf8. */
    private static AvroSchema relocated(Schema schema) {
        return new AvroSchema(schema.toString().replace(",\"avro.java.string\":\"String\"", ""));
    }

    private RegistryUnavailableException unavailable(String what, Exception e) {
        String said = e instanceof RestClientException refused
                ? "status " + refused.getStatus() + ", " + e.getMessage()
                : e.getClass().getSimpleName() + ": " + e.getMessage();
        return unavailable(what, said, e);
    }

    private RegistryUnavailableException unavailable(String what, String said, Exception e) {
        return new RegistryUnavailableException(
                "schema registry " + shownUrl + ": " + what + ": " + RegistrySettings.withoutCredentials(said), e);
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw unavailable("closing", e);
        }
    }
}

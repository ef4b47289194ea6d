package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.local.LocalRegistry;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our client against a real registry. */
class SchemaRegistryIT {
    private static LocalRegistry server;
    private static ConfluentSchemaRegistry registry;

    @BeforeAll
    static void start() {
        server = LocalRegistry.start(0);
        registry = new ConfluentSchemaRegistry(RegistrySettings.of(server.url()));
    }

    @AfterAll
    static void stop() {
        registry.close();
        server.close();
    }

    @Test
    void registersChecksAndReadsBackOurSubjects() throws Exception {
        List<Subjects.Subject> subjects = Subjects.of(TopicNames.DEFAULT);
        assertThat(Subjects.check(registry, subjects))
                .allSatisfy(c -> assertThat(c.problems()).isNotEmpty());

        Map<String, Integer> ids = Subjects.register(registry, subjects);

        assertThat(ids)
                .containsOnlyKeys(
                        "interactions-value",
                        "member-profiles-value",
                        "meta-embeddings-value",
                        "model-snapshots-value",
                        "metarefresh-aliases-value",
                        "metarefresh-status-value");
        assertThat(Subjects.register(registry, subjects)).isEqualTo(ids);
        assertThat(Subjects.check(registry, subjects))
                .allSatisfy(c -> assertThat(c.problems()).isEmpty());
        try (ConfluentSchemaRegistry fresh = new ConfluentSchemaRegistry(RegistrySettings.of(server.url()))) {
            Schema published = fresh.schemaById(ids.get("interactions-value"));
            assertThat(published.toString()).doesNotContain("avro.java.string");
            assertThat(fresh.idOf("interactions-value", InteractionEvent.getClassSchema()))
                    .hasValue(ids.get("interactions-value"));
            byte[] bytes = new RecordEncoder<>(ids.get("interactions-value"), InteractionEvent.class)
                    .encode(TestingRecords.interaction("m"));
            assertThat(new RecordDecoder<>(InteractionEvent.class, fresh).decode(bytes))
                    .isEqualTo(TestingRecords.interaction("m"));
        }
    }

    @Test
    void anIdThatDoesNotExistIsUnknown() {
        assertThatThrownBy(() -> registry.schemaById(987_654)).isInstanceOf(UnknownSchemaException.class);
        assertThatThrownBy(() -> registry.schemaById(-1)).isInstanceOf(UnknownSchemaException.class);
    }

    @Test
    void aSchemaThatBreaksTheLevelIsRefusedWithReasons() throws Exception {
        Schema first = SchemaBuilder.record("R").fields().requiredInt("a").endRecord();
        Schema breaking = SchemaBuilder.record("R")
                .fields()
                .requiredInt("a")
                .requiredInt("b")
                .endRecord();
        registry.setCompatibility("r-value", Compatibility.FULL_TRANSITIVE);
        registry.register("r-value", first);

        assertThat(registry.compatibility("r-value")).hasValue(Compatibility.FULL_TRANSITIVE);
        assertThat(registry.incompatibilities("r-value", first)).isEmpty();
        assertThat(registry.incompatibilities("r-value", breaking)).isNotEmpty();
        assertThat(registry.idOf("r-value", breaking)).isEmpty();
        assertThat(registry.idOf("nobody-value", breaking)).isEmpty();
        assertThat(registry.compatibility("nobody-value")).isEmpty();
        assertThatThrownBy(() -> registry.register("r-value", breaking))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("r-value");
    }
}

package io.metarefresh.schemas;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * The schemas of the topics' values as subjects of a registry. The compatibility level of a subject follows from who upgrades
 * first: readers of {@code interactions} are ours, readers of everything else are older or newer than we are.
 */
public final class Subjects {
    private Subjects() {}

    /** One subject: its name, the schema of its values, and the compatibility level that every change must keep. */
    public record Subject(String name, Schema schema, Compatibility compatibility) {}

    /**
     * A subject as checked.
     *
     * @param problems one line each, empty when the registry agrees with us
     */
    public record Check(String subject, List<String> problems) {
        public Check {
            problems = List.copyOf(problems);
        }
    }

    /** The six subjects; dead letters hold foreign bytes and have none. */
    public static List<Subject> of(TopicNames names) {
        return List.of(
                interactions(names.interactions()),
                memberProfiles(names.memberProfiles()),
                metaEmbeddings(names.metaEmbeddings()),
                modelSnapshots(names.modelSnapshots()),
                aliases(names.aliases()),
                status(names.status()));
    }

    public static Subject interactions(String topic) {
        return subject(topic, InteractionEvent.getClassSchema(), Compatibility.BACKWARD_TRANSITIVE);
    }

    public static Subject memberProfiles(String topic) {
        return subject(topic, EntityProfile.getClassSchema(), Compatibility.FULL_TRANSITIVE);
    }

    public static Subject metaEmbeddings(String topic) {
        return subject(topic, MetaEmbedding.getClassSchema(), Compatibility.FULL_TRANSITIVE);
    }

    public static Subject modelSnapshots(String topic) {
        return subject(topic, SnapshotActivation.getClassSchema(), Compatibility.FULL_TRANSITIVE);
    }

    public static Subject aliases(String topic) {
        return subject(topic, EmbeddingAlias.getClassSchema(), Compatibility.FULL_TRANSITIVE);
    }

    public static Subject status(String topic) {
        return subject(topic, JobHeartbeat.getClassSchema(), Compatibility.FULL_TRANSITIVE);
    }

    private static Subject subject(String topic, Schema schema, Compatibility level) {
        return new Subject(TopicNames.valueSubject(topic), schema, level);
    }

    /**
     * Sets each subject's compatibility level and registers its schema; idempotent.
     *
     * @return schema ids by subject, in the order given
     * @throws IncompatibleSchemaException when a subject holds versions that the schema does not go with
     */
    public static Map<String, Integer> register(SchemaRegistry registry, List<Subject> subjects)
            throws IncompatibleSchemaException {
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (Subject subject : subjects) {
            // The level first: a version that the level forbids must not slip in under a laxer one.
            registry.setCompatibility(subject.name(), subject.compatibility());
            ids.put(subject.name(), registry.register(subject.name(), subject.schema()));
        }
        return ids;
    }

    /** Compares the registry with our schemas and levels and changes nothing; one result for each, in the order given. */
    public static List<Check> check(SchemaRegistry registry, List<Subject> subjects) {
        return subjects.stream().map(s -> check(registry, s)).toList();
    }

    private static Check check(SchemaRegistry registry, Subject subject) {
        List<String> problems = new ArrayList<>();
        var level = registry.compatibility(subject.name());
        if (level.isEmpty() || level.get() != subject.compatibility()) {
            problems.add("compatibility level is " + level.map(Enum::name).orElse("not set") + ", should be "
                    + subject.compatibility());
        }
        List<String> incompatibilities = registry.incompatibilities(subject.name(), subject.schema());
        problems.addAll(incompatibilities);
        if (incompatibilities.isEmpty()
                && registry.idOf(subject.name(), subject.schema()).isEmpty()) {
            problems.add("the schema is not registered (it is compatible)");
        }
        return new Check(subject.name(), problems);
    }
}

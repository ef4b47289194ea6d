package io.metarefresh.innerloop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotException;
import io.metarefresh.snapshot.SnapshotReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The cases that {@code src/test/python/golden_vectors.py} wrote: a snapshot and a few entities with the truth about them. */
final class GoldenVectors {
    private static final Path DIRECTORY = Path.of("src/test/resources/golden");

    private GoldenVectors() {}

    record Expected(
            int supportSize,
            double[] unadapted,
            double[] embedding,
            Double lossBefore,
            Double lossAfter,
            double[] predictions) {}

    record Entity(SupportTask task, List<Interaction> queries, Expected expected) {}

    record Case(String name, Snapshot snapshot, List<Entity> entities) {
        List<SupportTask> tasks() {
            return entities.stream().map(Entity::task).toList();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> all() throws IOException, SnapshotException {
        List<Case> cases = new ArrayList<>();
        try (Stream<Path> directories = Files.list(DIRECTORY)) {
            for (Path directory : directories.sorted().toList()) {
                List<Entity> entities = new ArrayList<>();
                JsonNode json = new ObjectMapper()
                        .readTree(directory.resolve("entities.json").toFile());
                json.forEach(entity -> entities.add(entity(entity)));
                cases.add(new Case(directory.getFileName().toString(), SnapshotReader.read(directory), entities));
            }
        }
        return cases;
    }

    private static Entity entity(JsonNode json) {
        JsonNode expected = json.get("expected");
        return new Entity(
                new SupportTask(
                        json.get("entity_id").textValue(), features(json.get("profile")), rows(json.get("rows"))),
                rows(json.get("queries")),
                new Expected(
                        expected.get("support_size").intValue(),
                        doubles(expected.get("unadapted")),
                        doubles(expected.get("embedding")),
                        doubleOrNull(expected.get("support_loss_before")),
                        doubleOrNull(expected.get("support_loss_after")),
                        doubles(expected.get("predictions"))));
    }

    private static List<Interaction> rows(JsonNode json) {
        List<Interaction> rows = new ArrayList<>();
        json.forEach(row -> rows.add(new Interaction(
                row.get("event_id").textValue(),
                0,
                row.get("member_id").textValue(),
                row.get("item_id").textValue(),
                row.get("event_time").longValue(),
                row.get("label").floatValue(),
                row.get("weight").floatValue(),
                features(row.get("context")))));
        return rows;
    }

    private static Features features(JsonNode json) {
        Map<String, float[]> dense = new HashMap<>();
        json.get("dense").fields().forEachRemaining(f -> {
            float[] values = new float[f.getValue().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = f.getValue().get(i).floatValue();
            }
            dense.put(f.getKey(), values);
        });
        Map<String, List<String>> ids = new HashMap<>();
        json.get("ids").fields().forEachRemaining(f -> {
            List<String> list = new ArrayList<>();
            f.getValue().forEach(id -> list.add(id.textValue()));
            ids.put(f.getKey(), list);
        });
        return new Features(dense, ids);
    }

    private static Double doubleOrNull(JsonNode json) {
        return json.isNull() ? null : json.doubleValue();
    }

    private static double[] doubles(JsonNode json) {
        double[] values = new double[json.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = json.get(i).doubleValue();
        }
        return values;
    }
}

package io.metarefresh.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** The files under test, and the schemas that they are checked against. */
final class DeployFiles {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final ObjectMapper JSON = new ObjectMapper();

    private DeployFiles() {}

    static Path at(String path) {
        return ROOT.resolve(path);
    }

    static String text(String path) {
        try {
            return Files.readString(at(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The version of this build without "-SNAPSHOT": the tag of its images. */
    static String version() {
        return text("pom.xml")
                .replaceAll("(?s).*?<artifactId>metarefresh</artifactId>\\s*<version>([^<]+)</version>.*", "$1")
                .replace("-SNAPSHOT", "");
    }

    /** All documents of a YAML file, anchors and merge keys resolved. */
    static List<Map<String, Object>> yaml(String path) {
        List<Map<String, Object>> documents = new ArrayList<>();
        new Yaml(new LoaderOptions()).loadAll(text(path)).forEach(document -> documents.add(map(document)));
        return documents;
    }

    @SuppressWarnings("unchecked") // YAML's mappings have text keys here
    static Map<String, Object> map(Object node) {
        return node == null ? Map.of() : (Map<String, Object>) node;
    }

    static Map<String, Object> map(Map<String, Object> from, String... path) {
        Map<String, Object> at = from;
        for (String key : path) {
            at = map(at.get(key));
        }
        return at;
    }

    static List<String> texts(Object node) {
        return node == null
                ? List.of()
                : ((List<?>) node).stream().map(String::valueOf).toList();
    }

    static JsonNode json(Object yaml) {
        return JSON.valueToTree(yaml);
    }

    /** A schema of the test resources, or of the directory METAREFRESH_SCHEMAS: another release of the operator's, say. */
    static Path schema(String name) {
        String folder = System.getenv()
                .getOrDefault(
                        "METAREFRESH_SCHEMAS",
                        at("deploy/src/test/resources/schemas").toString());
        return Path.of(folder, name);
    }

    static List<String> problems(JsonSchema schema, Object yaml) {
        return schema.validate(json(yaml)).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }
}

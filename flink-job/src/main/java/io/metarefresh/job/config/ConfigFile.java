package io.metarefresh.job.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a YAML file into settings by dotted key: {@code kafka: {group-id: a}} and {@code kafka.group-id: a} are the same. */
public final class ConfigFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true)
            .build();

    private ConfigFile() {}

    /** @throws ConfigException when the file cannot be read, is no YAML mapping, or holds settings that the job refuses */
    public static JobConfig read(Path file) throws ConfigException {
        return JobConfig.of(settings(file));
    }

    /** The settings as they are written, before any check of their names and values. */
    public static Map<String, String> settings(Path file) throws ConfigException {
        try {
            return settings(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new ConfigException(List.of("configuration file '" + file + "' cannot be read: " + e));
        }
    }

    static Map<String, String> settings(String file, String yaml) throws ConfigException {
        JsonNode root;
        try {
            root = YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
            throw new ConfigException(List.of("configuration file '" + file + "'" + where + " is no valid YAML: "
                    + e.getOriginalMessage().lines().findFirst().orElse("")));
        }
        Map<String, String> settings = new TreeMap<>();
        List<String> problems = new java.util.ArrayList<>();
        if (root.isObject()) {
            flatten("", root, settings, problems);
        } else if (!root.isMissingNode() && !root.isNull()) {
            problems.add("configuration file '" + file + "' is no mapping of keys to values");
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return settings;
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> settings, List<String> problems) {
        node.properties().forEach(entry -> {
            String key = prefix + entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isObject()) {
                flatten(key + ".", value, settings, problems);
            } else if (value.isArray() || value.isNull()) {
                problems.add(key + ": expected one value, found '" + value + "'");
            } else if (settings.put(key, value.asText()) != null) {
                problems.add(key + ": set twice, once nested and once dotted");
            }
        });
    }
}

package io.metarefresh.cli;

import io.metarefresh.job.config.ConfigException;
import io.metarefresh.job.config.Placeholders;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Reads settings of a client of Kafka or of the registry from a Java properties file, the form that Kafka's own tools take, with
 * {@code ${env:NAME}} and {@code ${file:/path}} replaced as in the job's configuration.
 */
final class ClientPropertiesFile {
    private ClientPropertiesFile() {}

    /**
     * Settings by key.
     *
     * @throws ConfigException when the file cannot be read or a placeholder has no value; no value is in the message
     */
    static Map<String, String> read(Path file) throws ConfigException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(List.of("'" + file + "' cannot be read as a properties file: " + e));
        }
        return resolved(file, properties, Placeholders.ofProcess());
    }

    private static Map<String, String> resolved(Path file, Properties properties, Placeholders placeholders)
            throws ConfigException {
        Map<String, String> settings = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        for (String key : properties.stringPropertyNames()) {
            try {
                settings.put(key, placeholders.resolve(properties.getProperty(key)));
            } catch (IllegalArgumentException e) {
                problems.add("'" + file + "', " + key + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return settings;
    }
}

package io.metarefresh.job.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The validated configuration of one job. Immutable.
 *
 * <p>Settings arrive as text by dotted key; {@link ConfigFile} reads them from YAML. All problems are reported at once.
 */
public final class JobConfig {
    /** What a setting is called that must not be printed; of Flink's own options all that Flink hides. */
    private static final Pattern SECRET = Pattern.compile(
            "(?i).*(password|secret|credential|user\\.info|token|jaas|private|keystore\\.key|api[.-]?key"
                    + "|account\\.key|service-key|auth-params|basic-auth|http-headers).*");

    /** Name and password in an address, whatever the setting is called. */
    private static final Pattern USER_INFO = Pattern.compile("//[^/@,\\s]+@");

    private static final String MASK = "******";

    private final Map<String, Object> values;
    private final Map<String, String> printed;
    private final Map<String, String> kafkaClient;
    private final Map<String, String> registryClient;
    private final Map<String, String> flink;

    private JobConfig(
            Map<String, Object> values,
            Map<String, String> printed,
            Map<String, String> kafkaClient,
            Map<String, String> registryClient,
            Map<String, String> flink) {
        this.values = Map.copyOf(values);
        this.printed = new TreeMap<>(printed);
        this.kafkaClient = Map.copyOf(kafkaClient);
        this.registryClient = Map.copyOf(registryClient);
        this.flink = Map.copyOf(flink);
    }

    /**
     * @param settings text by dotted key; {@code ${env:NAME}} and {@code ${file:/path}} are replaced here
     * @throws ConfigException with every unknown key, wrong value and broken placeholder
     */
    public static JobConfig of(Map<String, String> settings) throws ConfigException {
        return of(settings, Placeholders.ofProcess());
    }

    static JobConfig of(Map<String, String> settings, Placeholders placeholders) throws ConfigException {
        List<String> problems = new ArrayList<>();
        Map<String, Object> values = new TreeMap<>();
        Map<String, String> printed = new TreeMap<>();
        Map<String, String> kafkaClient = new TreeMap<>();
        Map<String, String> registryClient = new TreeMap<>();
        Map<String, String> flink = new TreeMap<>();
        Map<String, Option<?>> options = new TreeMap<>();
        Options.ALL.forEach(option -> options.put(option.key(), option));

        new TreeMap<>(settings).forEach((key, text) -> {
            boolean secret = SECRET.matcher(key).matches() || Placeholders.in(text);
            String shown = secret ? MASK : USER_INFO.matcher(text).replaceAll("//" + MASK + "@");
            String resolved;
            try {
                resolved = placeholders.resolve(text);
            } catch (IllegalArgumentException e) {
                problems.add(key + ": " + e.getMessage());
                return;
            }
            printed.put(key, shown);
            if (key.startsWith(Options.KAFKA_CLIENT)) {
                kafkaClient.put(key.substring(Options.KAFKA_CLIENT.length()), resolved);
            } else if (key.startsWith(Options.REGISTRY_CLIENT)) {
                registryClient.put(key.substring(Options.REGISTRY_CLIENT.length()), resolved);
            } else if (key.startsWith(Options.FLINK)) {
                flink.put(key.substring(Options.FLINK.length()), resolved);
            } else if (options.containsKey(key)) {
                parse(options.get(key), resolved, shown, values, problems);
            } else {
                problems.add(key + ": unknown setting, value '" + shown + "'" + suggestion(key, options.keySet()));
            }
        });
        for (Option<?> option : Options.ALL) {
            if (settings.containsKey(option.key())) {
                continue;
            }
            if (option.required()) {
                problems.add(option.key() + ": missing, it has no default");
            } else if (option.defaultText() != null) {
                printed.put(option.key(), option.defaultText());
                parse(option, option.defaultText(), option.defaultText(), values, problems);
            }
        }
        JobConfig config = new JobConfig(values, printed, kafkaClient, registryClient, flink);
        problems.addAll(CrossChecks.problems(config));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return config;
    }

    private static void parse(
            Option<?> option, String text, String shown, Map<String, Object> values, List<String> problems) {
        try {
            values.put(option.key(), option.type().parser().apply(text));
        } catch (IllegalArgumentException e) {
            problems.add(option.key() + ": " + e.getMessage() + ", found '" + shown + "'");
        }
    }

    private static String suggestion(String key, Iterable<String> known) {
        String last = key.substring(key.lastIndexOf('.') + 1);
        for (String candidate : known) {
            if (candidate.endsWith("." + last) || candidate.replace('-', '_').equals(key)) {
                return "; did you mean " + candidate + "?";
            }
        }
        return "";
    }

    /** The value of an option that is required or has a default. */
    public <T> T get(Option<T> option) {
        return find(option)
                .orElseThrow(() -> new IllegalArgumentException(option.key() + " has neither value nor default"));
    }

    /** The value of an option that may be absent. */
    @SuppressWarnings("unchecked") // values are put only by the option's own parser
    public <T> Optional<T> find(Option<T> option) {
        return Optional.ofNullable((T) values.get(option.key()));
    }

    /** Settings of Kafka's own clients, without the prefix. */
    public Map<String, String> kafkaClient() {
        return kafkaClient;
    }

    /** Settings of the registry's client, without the prefix. */
    public Map<String, String> registryClient() {
        return registryClient;
    }

    /** Flink's own options, without the prefix. */
    public Map<String, String> flink() {
        return flink;
    }

    /** One line per setting, defaults included, secrets masked. */
    @Override
    public String toString() {
        StringBuilder lines = new StringBuilder();
        printed.forEach(
                (key, text) -> lines.append(key).append(": ").append(text).append(System.lineSeparator()));
        return lines.toString();
    }
}

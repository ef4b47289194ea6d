package io.metarefresh.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * Typed access to the fields of JSON objects that collects what is wrong instead of stopping at it. A field that is wrong is null, an
 * empty list or −1, so that reading can go on. Every method takes the object, its path in the document (empty for the root) and the
 * field's key.
 */
final class JsonFields {
    private final List<String> problems = new ArrayList<>();

    /** One line for each problem, in the order found. */
    List<String> problems() {
        return problems;
    }

    /** Notes what is wrong. */
    void problem(String text) {
        problems.add(text);
    }

    Double positiveOrNull(JsonNode node, String path, String key) {
        if (!node.hasNonNull(key)) {
            return null;
        }
        double value = node.get(key).doubleValue();
        if (!node.get(key).isNumber() || !(value > 0) || Double.isInfinite(value)) {
            problems.add(path + "." + key + " must be a finite number above 0 or null, not " + show(node.get(key)));
        }
        return value;
    }

    Duration duration(JsonNode node, String path, String key) {
        Duration value = parsed(node, path, key, "a duration such as P90D", Duration::parse);
        if (value != null && value.compareTo(Duration.ofMillis(1)) < 0) {
            problems.add(path + "." + key + " must be at least a millisecond, not " + show(node.get(key)));
        }
        return value;
    }

    void keys(JsonNode node, String path, Set<String> known) {
        for (Iterator<String> i = node.fieldNames(); i.hasNext(); ) {
            String key = i.next();
            if (!known.contains(key)) {
                problems.add("unknown key '" + at(path, OneLine.of(key)) + "'");
            }
        }
    }

    JsonNode object(JsonNode node, String path, String key) {
        JsonNode value = node.path(key);
        if (!value.isObject()) {
            problems.add(at(path, key) + " must be an object, not " + show(value));
            return null;
        }
        return value;
    }

    List<JsonNode> array(JsonNode node, String path, String key) {
        JsonNode value = node.path(key);
        List<JsonNode> elements = new ArrayList<>();
        if (!value.isArray()) {
            problems.add(at(path, key) + " must be a list, not " + show(value));
            return elements;
        }
        value.forEach(elements::add);
        return elements;
    }

    String text(JsonNode node, String path, String key) {
        JsonNode value = node.path(key);
        if (!value.isTextual()) {
            problems.add(at(path, key) + " must be a text, not " + show(value));
            return null;
        }
        return value.textValue();
    }

    String name(JsonNode node, String path, String key) {
        String value = text(node, path, key);
        if (value != null
                && (value.isBlank() || value.length() > 200 || value.chars().anyMatch(Character::isISOControl))) {
            problems.add(at(path, key) + " must be 1 to 200 characters without control characters, not "
                    + show(node.get(key)));
        }
        return value;
    }

    long integer(JsonNode node, String path, String key, long min, long max) {
        JsonNode value = node.path(key);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < min
                || value.longValue() > max) {
            problems.add(at(path, key) + " must be an integer "
                    + (max == Long.MAX_VALUE ? "not below " + min : "from " + min + " to " + max) + ", not "
                    + show(value));
            // Out of every range, so that checks that build on it are skipped.
            return -1;
        }
        return value.longValue();
    }

    <E extends Enum<E>> E choice(JsonNode node, String path, String key, Class<E> type) {
        JsonNode value = node.path(key);
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(e -> e.name().toLowerCase(Locale.ROOT))
                .toList();
        if (!value.isTextual() || !names.contains(value.textValue())) {
            problems.add(at(path, key) + " must be one of " + names + ", not " + show(value));
            return null;
        }
        return type.getEnumConstants()[names.indexOf(value.textValue())];
    }

    <T> T parsed(JsonNode node, String path, String key, String what, Function<String, T> parser) {
        JsonNode value = node.path(key);
        if (value.isTextual()) {
            try {
                return parser.apply(value.textValue());
            } catch (DateTimeParseException e) {
                problems.add(at(path, key) + " must be " + what + ", not " + show(value));
                return null;
            }
        }
        problems.add(at(path, key) + " must be " + what + ", not " + show(value));
        return null;
    }

    private static String at(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    static String show(JsonNode node) {
        return node == null || node.isMissingNode() ? "absent" : OneLine.of(node.toString());
    }
}

package io.metarefresh.benchmarks.figures;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a benchmark prints last: one line of JSON with the machine, the settings and every figure. */
public final class ResultLine {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** Digits that a figure keeps: more would be noise. */
    private static final int SIGNIFICANT_DIGITS = 5;

    private final Map<String, Object> root = new LinkedHashMap<>();

    public ResultLine(String benchmark, Map<String, Object> settings) {
        root.put("benchmark", benchmark);
        root.put("machine", Machine.describe());
        root.put("settings", settings);
    }

    /** @param value a number, a text, a map or a list of these */
    public ResultLine put(String name, Object value) {
        root.put(name, value);
        return this;
    }

    /** @throws IllegalArgumentException when a figure is not finite: JSON has no such number, and no benchmark should */
    @Override
    public String toString() {
        try {
            return MAPPER.writeValueAsString(rounded("", root));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("figures are not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Object rounded(String path, Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((name, inner) -> copy.put(name.toString(), rounded(path + "/" + name, inner)));
            return copy;
        }
        if (value instanceof Iterable<?> list) {
            java.util.List<Object> copy = new java.util.ArrayList<>();
            list.forEach(inner -> copy.add(rounded(path, inner)));
            return copy;
        }
        if (value instanceof Double number) {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException("figure " + path + " is " + number);
            }
            return new java.math.BigDecimal(number)
                    .round(new java.math.MathContext(SIGNIFICANT_DIGITS))
                    .doubleValue();
        }
        return value;
    }
}

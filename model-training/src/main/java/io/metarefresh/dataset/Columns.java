package io.metarefresh.dataset;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.text.QuotedValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The columns of one interactions file: reads its header, then its rows. Remembers widths and shares equal strings. */
final class Columns {
    static final String MEMBER_ID = "member_id";
    static final String ITEM_ID = "item_id";
    static final String EVENT_TIME = "event_time";
    static final String LABEL = "label";
    static final String WEIGHT = "weight";
    static final String EVENT_ID = "event_id";
    static final String CONTEXT = "context.";
    static final String ENTITY = "entity.";
    static final String DENSE = ":dense";
    static final String IDS = ":ids";

    /** Longest name of a feature in characters, as in the manifest of a snapshot. */
    private static final int MAX_NAME = 200;

    /** Longest field in characters. */
    static final int MAX_FIELD = 1 << 16;

    /** The last millisecond of the year 9999: a later time is a wrong unit, and would overflow in arithmetic. */
    static final long MAX_TIME = 253_402_300_799_999L;

    private static final List<String> REQUIRED = List.of(MEMBER_ID, ITEM_ID, EVENT_TIME, LABEL);
    private static final Set<String> FIXED = Set.of(MEMBER_ID, ITEM_ID, EVENT_TIME, LABEL, WEIGHT, EVENT_ID);

    /** A row of the file: what happened, and the features of who did it. */
    record Row(Interaction interaction, Features profile) {}

    private final List<String> names;
    private final Map<String, Integer> positions = new HashMap<>();
    private final Map<String, Integer> widths = new HashMap<>();
    private final Map<String, String> shared = new HashMap<>();
    private final Map<String, Features> lastProfiles = new HashMap<>();

    private Columns(List<String> names) {
        this.names = names;
        for (int i = 0; i < names.size(); i++) {
            positions.put(names.get(i), i);
        }
    }

    /** Columns of that header; every problem of the header is in the one message. */
    static Columns of(List<String> header) throws MalformedLineException {
        List<String> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Set<String> features = new HashSet<>();
        for (String name : header) {
            if (!seen.add(name)) {
                problems.add("column " + QuotedValue.of(name) + " appears twice");
            } else if (isFeature(name)) {
                String feature = name.substring(name.indexOf('.') + 1, name.lastIndexOf(':'));
                if (feature.isBlank()
                        || feature.length() > MAX_NAME
                        || feature.chars().anyMatch(Character::isISOControl)) {
                    problems.add("the feature of column " + QuotedValue.of(name) + " must have a name of 1 to "
                            + MAX_NAME + " characters without control characters");
                }
                if (!features.add(name.substring(0, name.lastIndexOf(':')))) {
                    problems.add("the feature of column " + QuotedValue.of(name) + " is both dense and ids");
                }
            } else if (!FIXED.contains(name)) {
                problems.add("unknown column " + QuotedValue.of(name)
                        + " (known: member_id, item_id, event_time, label, weight, event_id,"
                        + " context.NAME:dense|ids, entity.NAME:dense|ids)");
            }
        }
        for (String name : REQUIRED) {
            if (!seen.contains(name)) {
                problems.add("column '" + name + "' is missing");
            }
        }
        if (!problems.isEmpty()) {
            throw new MalformedLineException(String.join("; ", problems));
        }
        return new Columns(header);
    }

    private static boolean isFeature(String column) {
        String prefix = column.startsWith(CONTEXT) ? CONTEXT : column.startsWith(ENTITY) ? ENTITY : null;
        String suffix = column.endsWith(DENSE) ? DENSE : column.endsWith(IDS) ? IDS : null;
        return prefix != null && suffix != null && column.length() > prefix.length() + suffix.length();
    }

    Row row(List<String> fields, long rowNumber) throws MalformedLineException {
        if (fields.size() != names.size()) {
            throw new MalformedLineException(
                    "has " + fields.size() + " fields where the header has " + names.size() + " columns");
        }
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).length() > MAX_FIELD) {
                throw new MalformedLineException(names.get(i), "longer than the " + MAX_FIELD + " characters allowed");
            }
        }
        String memberId = id(MEMBER_ID, field(fields, MEMBER_ID));
        String itemId = id(ITEM_ID, field(fields, ITEM_ID));
        long time = time(field(fields, EVENT_TIME));
        float label = number(LABEL, field(fields, LABEL));
        float weight = 1;
        if (positions.containsKey(WEIGHT)) {
            weight = number(WEIGHT, field(fields, WEIGHT));
            if (weight < 0) {
                throw new MalformedLineException(WEIGHT, QuotedValue.of(field(fields, WEIGHT)) + " is negative");
            }
        }
        String eventId = positions.containsKey(EVENT_ID)
                ? id(EVENT_ID, field(fields, EVENT_ID))
                : InteractionFile.eventId(rowNumber);
        Features context = features(fields, CONTEXT);
        Features profile = shareProfile(memberId, features(fields, ENTITY));
        return new Row(new Interaction(eventId, 0, memberId, itemId, time, label, weight, context), profile);
    }

    private String field(List<String> fields, String column) {
        return fields.get(positions.get(column));
    }

    private String share(String value) {
        String known = shared.putIfAbsent(value, value);
        return known == null ? value : known;
    }

    /** Most members have the same features in all of their rows. */
    private Features shareProfile(String memberId, Features profile) {
        if (profile.isEmpty()) {
            return profile;
        }
        Features last = lastProfiles.get(memberId);
        if (last != null && Profiles.same(last, profile)) {
            return last;
        }
        lastProfiles.put(memberId, profile);
        return profile;
    }

    private String id(String column, String value) throws MalformedLineException {
        if (value.isEmpty()) {
            throw new MalformedLineException(column, "is empty");
        }
        return column.equals(EVENT_ID) ? value : share(value);
    }

    private static long time(String value) throws MalformedLineException {
        long time;
        try {
            time = Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new MalformedLineException(EVENT_TIME, QuotedValue.of(value) + " is not a number of milliseconds");
        }
        if (time < 0 || time > MAX_TIME) {
            throw new MalformedLineException(
                    EVENT_TIME, QuotedValue.of(value) + " is outside 0 to " + MAX_TIME + " (milliseconds since 1970)");
        }
        return time;
    }

    private static float number(String column, String value) throws MalformedLineException {
        // Java's parser also takes blanks around, hexadecimal numbers and suffixes, which no other reader would.
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                throw new MalformedLineException(column, QuotedValue.of(value) + " is not a finite number");
            }
        }
        float number;
        try {
            number = Float.parseFloat(value);
        } catch (NumberFormatException e) {
            throw new MalformedLineException(column, QuotedValue.of(value) + " is not a finite number");
        }
        if (!Float.isFinite(number)) {
            throw new MalformedLineException(column, QuotedValue.of(value) + " is too large for a 32-bit float");
        }
        return number;
    }

    private Features features(List<String> fields, String prefix) throws MalformedLineException {
        Map<String, float[]> dense = new HashMap<>();
        Map<String, List<String>> ids = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String column = names.get(i);
            String value = fields.get(i);
            if (!column.startsWith(prefix) || value.isEmpty()) {
                continue;
            }
            String name = column.substring(prefix.length(), column.lastIndexOf(':'));
            String[] parts = value.split("\\|", -1);
            if (column.endsWith(DENSE)) {
                dense.put(name, vector(column, parts, value));
            } else {
                ids.put(name, ids(column, parts, value));
            }
        }
        return dense.isEmpty() && ids.isEmpty() ? Features.NONE : new Features(dense, ids);
    }

    private float[] vector(String column, String[] parts, String value) throws MalformedLineException {
        float[] vector = new float[parts.length];
        for (int i = 0; i < parts.length; i++) {
            vector[i] = number(column, parts[i]);
        }
        int width = widths.computeIfAbsent(column, c -> parts.length);
        if (width != parts.length) {
            throw new MalformedLineException(
                    column,
                    QuotedValue.of(value) + " has " + parts.length + " numbers where earlier lines have " + width);
        }
        return vector;
    }

    private List<String> ids(String column, String[] parts, String value) throws MalformedLineException {
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].isEmpty()) {
                throw new MalformedLineException(column, QuotedValue.of(value) + " holds an empty id");
            }
            parts[i] = share(parts[i]);
        }
        return List.of(parts);
    }
}

package io.metarefresh.snapshot;

import io.metarefresh.text.OneLine;
import io.metarefresh.text.StrictUtf8;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A vocabulary file: one id per line, UTF-8, LF, the first line {@value #UNKNOWN}, no duplicates, no CR, no byte-order mark. */
final class Vocabulary {
    /** Row 0 of every vocabulary: what ids that are not in it map to. */
    static final String UNKNOWN = "<unknown>";

    static final long MAX_BYTES = 512L << 20;

    private Vocabulary() {}

    static List<String> parse(byte[] bytes, String file) throws SnapshotException {
        String text;
        try {
            text = StrictUtf8.decode(bytes);
        } catch (CharacterCodingException e) {
            throw new SnapshotException(file + ": is not UTF-8", e);
        }
        if (text.startsWith("\uFEFF")) {
            throw new SnapshotException(file + ": begins with a byte-order mark");
        }
        if (!text.endsWith("\n")) {
            throw new SnapshotException(file + ": must end with a line feed");
        }
        List<String> ids = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = text.indexOf('\n', from);
            ids.add(text.substring(from, to));
            from = to + 1;
        }
        check(ids, file);
        return List.copyOf(ids);
    }

    static byte[] format(List<String> ids, String file) throws SnapshotException {
        check(ids, file);
        return (String.join("\n", ids) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void check(List<String> ids, String file) throws SnapshotException {
        if (ids.isEmpty() || !ids.get(0).equals(UNKNOWN)) {
            throw new SnapshotException(file + ": line 1 must be " + UNKNOWN + ", not '"
                    + (ids.isEmpty() ? "" : OneLine.of(ids.get(0))) + "'");
        }
        Set<String> seen = new HashSet<>(ids.size() * 2);
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            String line = file + ": line " + (i + 1);
            if (id.isEmpty()) {
                throw new SnapshotException(line + " is empty");
            }
            if (id.indexOf('\r') >= 0 || id.indexOf('\n') >= 0) {
                throw new SnapshotException(line + " holds a carriage return or line feed");
            }
            if (!seen.add(id)) {
                throw new SnapshotException(line + " repeats the id '" + OneLine.of(id) + "'");
            }
        }
    }
}

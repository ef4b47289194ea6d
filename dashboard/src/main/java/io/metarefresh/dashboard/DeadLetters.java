package io.metarefresh.dashboard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/** Dead letters seen, by cause, and the newest {@value #KEPT} of them. */
final class DeadLetters {
    static final int KEPT = 20;
    /** Causes are constants of the job; whatever else may be written to the topic must not grow this. */
    private static final int CAUSES = 50;

    private final Map<String, Long> byCause = new TreeMap<>();
    private final Deque<Letter> newest = new ArrayDeque<>();

    /**
     * @param cause why it was refused, a constant such as {@code CLOCK}
     * @param message one line that names field and value
     * @param source topic, partition and offset of the refused record
     */
    record Letter(long writtenAtMillis, String cause, String message, String source) {}

    void add(Letter letter) {
        String cause = byCause.containsKey(letter.cause()) || byCause.size() < CAUSES ? letter.cause() : "other";
        byCause.merge(cause, 1L, Long::sum);
        newest.addFirst(letter);
        if (newest.size() > KEPT) {
            newest.removeLast();
        }
    }

    Map<String, Long> byCause() {
        return byCause;
    }

    /** Newest first. */
    Iterable<Letter> newest() {
        return newest;
    }
}

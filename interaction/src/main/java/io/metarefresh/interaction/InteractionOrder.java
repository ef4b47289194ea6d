package io.metarefresh.interaction;

import java.util.Arrays;
import java.util.Comparator;

/** The two total orders of SUPPORT: which of two rows is newer, and which of two versions of one event wins. */
public final class InteractionOrder {

    /** By event time, then by event id as unsigned UTF-8 bytes: the greater is the newer row. */
    public static final Comparator<SupportRow> BY_TIME = InteractionOrder::compareByTime;

    /** By event version, then event time, then canonical bytes: of two events with one id the greater wins. */
    public static final Comparator<SupportRow> BY_VERSION = InteractionOrder::compareByVersion;

    private InteractionOrder() {}

    private static int compareByTime(SupportRow a, SupportRow b) {
        int byTime = Long.compare(a.eventTimeMillis(), b.eventTimeMillis());
        return byTime != 0 ? byTime : compareUtf8(a.eventId(), b.eventId());
    }

    private static int compareByVersion(SupportRow a, SupportRow b) {
        int byVersion = Integer.compare(a.eventVersion(), b.eventVersion());
        if (byVersion != 0) {
            return byVersion;
        }
        int byTime = Long.compare(a.eventTimeMillis(), b.eventTimeMillis());
        return byTime != 0
                ? byTime
                : Arrays.compareUnsigned(
                        InteractionCodec.encode(a.interaction()), InteractionCodec.encode(b.interaction()));
    }

    /**
     * Compares as the unsigned UTF-8 bytes of both would, without making them. UTF-16 order differs from it only where a
     * surrogate meets a character above the surrogates.
     */
    static int compareUtf8(String a, String b) {
        int shared = Math.min(a.length(), b.length());
        for (int i = 0; i < shared; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean xSurrogate = Character.isSurrogate(x);
                boolean ySurrogate = Character.isSurrogate(y);
                if (xSurrogate != ySurrogate) {
                    // A surrogate is part of a character above U+FFFF, greater than any that is not.
                    return xSurrogate ? 1 : -1;
                }
                return Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}

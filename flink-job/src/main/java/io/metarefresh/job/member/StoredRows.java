package io.metarefresh.job.member;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows of an entity and where they lie: the recent ones in the value that every input reads and writes anyway, the older ones in
 * a value of their own that is only touched when a refresh needs them or when too many rows have become recent. So an input that is
 * coalesced costs a few rows, not the whole support set.
 *
 * @param rows all rows, oldest first
 * @param older the value of the older rows
 * @param olderBytes its length; 0 when there is none
 */
record StoredRows(List<StoredRow> rows, Segment older, int olderBytes) {
    static final StoredRows NONE = new StoredRows(List.of(), new Segment(new byte[0]), 0);

    /** Of the older rows' bytes, those that may belong to rows that are gone: one in so many. */
    private static final int GAP_SHARE = 3;

    /**
     * Recent rows at most. With r of them the input's own value holds r/2 rows on average, read and written every time, and every
     * r-th input reads and writes the n older ones: r = √(2n) is the cheapest.
     */
    static int recentLimit(int maxSize) {
        return (int) Math.ceil(Math.sqrt(2.0 * maxSize));
    }

    /**
     * These rows, placed: where they lay before, or all of them among the older ones in a new value where too many were recent, or too
     * much of the old value belongs to rows that are gone.
     *
     * @param erases whether rows that are gone must not stay behind as bytes (FORGET)
     */
    StoredRows placed(List<StoredRow> now, int recentLimit, boolean erases) {
        int recent = 0;
        int liveOlderBytes = 0;
        for (StoredRow row : now) {
            if (row.isIn(older)) {
                liveOlderBytes += row.length();
            } else {
                recent++;
            }
        }
        if (liveOlderBytes == 0 && recent <= recentLimit) {
            return new StoredRows(now, olderBytes == 0 ? older : NONE.older, 0);
        }
        int gapBytes = olderBytes - 1 - liveOlderBytes;
        if (recent <= recentLimit && gapBytes * GAP_SHARE <= liveOlderBytes && !(erases && gapBytes > 0)) {
            return new StoredRows(now, older, olderBytes);
        }
        return rewritten(now);
    }

    /** The same row, with id and shape of those that are here where they are equal: one object for all rows of an entity. */
    StoredRow adopted(StoredRow offered) {
        return rows.isEmpty() ? offered : offered.sharing(rows.get(0));
    }

    private static StoredRows rewritten(List<StoredRow> now) {
        int bytes = 1;
        for (StoredRow row : now) {
            bytes += row.length();
        }
        ByteWriter out = new ByteWriter(bytes);
        out.putByte(MemberFormat.VERSION);
        int[] offsets = new int[now.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = out.size();
            now.get(i).copyTo(out);
        }
        Segment segment = new Segment(out.toBytes());
        List<StoredRow> moved = new ArrayList<>(offsets.length);
        for (int i = 0; i < offsets.length; i++) {
            moved.add(now.get(i).movedTo(segment, offsets[i]));
        }
        return new StoredRows(moved, segment, bytes);
    }
}

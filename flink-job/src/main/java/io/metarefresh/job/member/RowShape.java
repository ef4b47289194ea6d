package io.metarefresh.job.member;

import io.metarefresh.interaction.Features;
import java.util.Arrays;
import java.util.List;

/**
 * The names of a row's features, dense vectors and id lists, in the order in which the row stores their values. Rows of an entity
 * nearly always have the same shape: it is stored once for all of them.
 */
record RowShape(List<String> dense, List<String> ids) {
    /** Bytes of the shortest one. */
    static final int SMALLEST = 2;

    static RowShape of(Features features) {
        return new RowShape(
                sorted(features.dense().keySet().toArray(String[]::new)),
                sorted(features.ids().keySet().toArray(String[]::new)));
    }

    private static List<String> sorted(String[] names) {
        Arrays.sort(names);
        return List.of(names);
    }

    void write(ByteWriter out) {
        writeNames(dense, out);
        writeNames(ids, out);
    }

    static RowShape read(ByteReader in) {
        return new RowShape(readNames(in), readNames(in));
    }

    private static void writeNames(List<String> names, ByteWriter out) {
        out.putUnsigned(names.size());
        for (int i = 0; i < names.size(); i++) {
            out.putText(names.get(i));
        }
    }

    private static List<String> readNames(ByteReader in) {
        String[] names = new String[in.getCount(1)];
        for (int i = 0; i < names.length; i++) {
            names[i] = in.getText();
        }
        return List.of(names);
    }
}

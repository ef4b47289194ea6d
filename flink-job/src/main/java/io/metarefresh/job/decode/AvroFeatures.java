package io.metarefresh.job.decode;

import io.metarefresh.interaction.Features;
import io.metarefresh.schemas.FloatList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Features of an Avro record as plain values. */
final class AvroFeatures {
    private AvroFeatures() {}

    static Features raw(io.metarefresh.schemas.Features features) {
        if (features.getDense().isEmpty() && features.getIds().isEmpty()) {
            return Features.NONE;
        }
        return new Features(copy(features.getDense(), FloatList::array), copy(features.getIds(), List::copyOf));
    }

    /** Made as an unmodifiable map at once, so that {@link Features} need not copy it. */
    private static <A, V> Map<String, V> copy(Map<String, A> values, Function<A, V> raw) {
        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
        Map.Entry<String, V>[] entries = new Map.Entry[values.size()];
        int i = 0;
        for (Map.Entry<String, A> value : values.entrySet()) {
            entries[i++] = Map.entry(value.getKey(), raw.apply(value.getValue()));
        }
        return Map.ofEntries(entries);
    }
}

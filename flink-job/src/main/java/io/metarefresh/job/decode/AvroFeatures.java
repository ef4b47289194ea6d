package io.metarefresh.job.decode;

import io.metarefresh.interaction.Features;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Features of an Avro record as plain values. */
final class AvroFeatures {
    private AvroFeatures() {}

    static Features raw(io.metarefresh.schemas.Features features) {
        if (features.getDense().isEmpty() && features.getIds().isEmpty()) {
            return Features.NONE;
        }
        Map<String, float[]> dense = new HashMap<>();
        features.getDense().forEach((name, values) -> dense.put(name, floats(values)));
        Map<String, List<String>> ids = new HashMap<>();
        features.getIds().forEach((name, values) -> ids.put(name, List.copyOf(values)));
        return new Features(dense, ids);
    }

    private static float[] floats(List<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }
}

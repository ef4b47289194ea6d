package io.metarefresh.job.config;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One offset for each partition of a topic, written {@code 0@17 1@20}.
 *
 * @param byPartition offsets, not negative
 */
public record PartitionOffsets(Map<Integer, Long> byPartition) implements Serializable {
    public PartitionOffsets {
        byPartition = Map.copyOf(byPartition);
    }

    /** @throws IllegalArgumentException with what was expected */
    public static PartitionOffsets parse(String text) {
        Map<Integer, Long> offsets = new TreeMap<>();
        for (String one : text.strip().split("[\\s,]+")) {
            String[] parts = one.split("@", -1);
            try {
                int partition = Integer.parseInt(parts[0]);
                long offset = Long.parseLong(parts[1]);
                if (parts.length != 2 || partition < 0 || offset < 0 || offsets.put(partition, offset) != null) {
                    throw new NumberFormatException();
                }
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException("expected partition@offset pairs such as 0@17 1@20", e);
            }
        }
        return new PartitionOffsets(offsets);
    }

    /** {@code 0@17 1@20}. */
    @Override
    public String toString() {
        List<String> texts = new ArrayList<>();
        new TreeMap<>(byPartition).forEach((partition, offset) -> texts.add(partition + "@" + offset));
        return String.join(" ", texts);
    }
}

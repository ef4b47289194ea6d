package io.metarefresh.evaluation.yardstick;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which yardsticks are computed.
 *
 * @param names those in the main table
 * @param ranker whether the ranker's test is made as well, which trains four snapshots
 */
public record YardstickSettings(Set<YardstickName> names, boolean ranker) {
    public static final YardstickSettings ALL = new YardstickSettings(YardstickName.all(), false);
    public static final YardstickSettings NONE = new YardstickSettings(Set.of(), false);

    public YardstickSettings {
        names = names.isEmpty() ? Set.of() : EnumSet.copyOf(names);
    }
}

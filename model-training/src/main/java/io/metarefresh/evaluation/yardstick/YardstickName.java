package io.metarefresh.evaluation.yardstick;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The yardsticks, in the order in which reports show them. Their names in lower case are columns of files and stay as they are. */
public enum YardstickName {
    NO_PERSONALISATION("no personalisation"),
    STATIC_ID("static member-ID embedding (wide and deep)"),
    RUNNING_MEANS("running mean of member + running mean of item"),
    ONLINE_BIASES("two online biases, one step an event"),
    ONLINE_FACTORISATION("online matrix factorisation"),
    LOGISTIC_REGRESSION("regression on online features"),
    BOOSTED_TREES("boosted trees on online features"),
    BLEND("trees and factorisation blended");

    private final String title;

    YardstickName(String title) {
        this.title = title;
    }

    /** Name of its column in files. */
    public String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    public String title() {
        return title;
    }

    public static Set<YardstickName> all() {
        return EnumSet.allOf(YardstickName.class);
    }

    /** @throws IllegalArgumentException naming all there are where the name is none of them */
    public static YardstickName of(String column) {
        return Arrays.stream(values())
                .filter(y -> y.column().equals(column))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no yardstick '" + column + "': there are "
                        + Arrays.stream(values()).map(YardstickName::column).collect(Collectors.joining(", "))));
    }
}

package io.metarefresh.evaluation;

import java.time.Duration;

/** Durations for people: "1 hour", "365 days"; what is no whole number of these as in the ISO notation. */
final class Durations {
    private Durations() {}

    static String text(Duration duration) {
        if (duration.equals(Duration.ofDays(duration.toDays()))) {
            return counted(duration.toDays(), "day");
        }
        return duration.equals(Duration.ofHours(duration.toHours()))
                ? counted(duration.toHours(), "hour")
                : duration.toString();
    }

    private static String counted(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }
}

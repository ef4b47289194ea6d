package io.metarefresh.job.record;

import io.metarefresh.interaction.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Names of the NOTHING LOST counts, the same as metrics (below the group {@code metarefresh}) and as accumulators. At every
 * checkpoint interactions read = accepted + duplicate + superseded + forgotten + dead-lettered.
 */
public final class CountNames {
    public static final String INTERACTIONS = "interactions";
    public static final String PROFILES = "profiles";
    public static final String ACTIVATIONS = "activations";
    public static final String SNAPSHOTS_ADMITTED = "snapshots_admitted";
    /** The sum over all causes. */
    public static final String SNAPSHOTS_REFUSED = "snapshots_refused";
    /** A snapshot could not be read and is tried again. */
    public static final String SNAPSHOT_READ_RETRIES = "snapshot_read_retries";

    public static final String TOMBSTONES = "tombstones";
    public static final String GUARD_TRIPS = "guard_trips";
    /** Refreshes of which nothing is published, because not even the un-adapted embedding is finite. */
    public static final String SUPPRESSED = "suppressed";

    private CountNames() {}

    /** {@code interactions_read} or {@code profiles_read}. */
    public static String read(String input) {
        return input + "_read";
    }

    /** {@code interactions_dead_lettered}: the sum over all causes. */
    public static String deadLettered(String input) {
        return input + "_dead_lettered";
    }

    /** {@code interactions_dead_lettered_clock}, … */
    public static String deadLettered(String input, DeadLetterCause cause) {
        return deadLettered(input) + "_" + lower(cause);
    }

    /** All that the decoding of an input counts. */
    public static List<String> ofDecode(String input) {
        List<String> names = new ArrayList<>(List.of(read(input), deadLettered(input)));
        for (DeadLetterCause cause : DeadLetterCause.values()) {
            names.add(deadLettered(input, cause));
        }
        return names;
    }

    /** {@code interactions_accepted}, {@code interactions_duplicate}, … */
    public static String of(Outcome outcome) {
        return INTERACTIONS + "_" + lower(outcome);
    }

    /** {@code profiles_applied}, {@code profiles_forgot}, {@code profiles_ignored}; takes the outcome's name. */
    public static String ofProfile(Enum<?> outcome) {
        return PROFILES + "_" + lower(outcome);
    }

    /** {@code refreshes_interaction}, …: embeddings handed to the sink, since the start of the process. */
    public static String refreshes(Reason reason) {
        return "refreshes_" + lower(reason);
    }

    /** {@code snapshots_refused_checksum}, …; takes the cause's name. */
    public static String ofRefusal(Enum<?> cause) {
        return SNAPSHOTS_REFUSED + "_" + lower(cause);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

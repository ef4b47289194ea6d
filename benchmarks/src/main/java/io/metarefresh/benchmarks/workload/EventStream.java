package io.metarefresh.benchmarks.workload;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.Profile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/**
 * The records of a {@link Workload}: first the profiles and the interactions that fill every support set, then the live ones, each
 * newer than all before it, so that each changes a full set. The same settings give the same records.
 *
 * <p>Contexts are drawn from a pool: the work of the job does not depend on their values, and making 64 random numbers for each of
 * millions of events would take longer than the job does.
 */
public final class EventStream {
    /** Event time of the first event: fixed, and earlier than any clock, so that no event lies in the future. */
    private static final long FIRST_EVENT_MILLIS =
            Instant.parse("2024-08-25T00:00:00Z").toEpochMilli();

    private static final int CONTEXTS = 4096;

    private final Workload workload;
    private final ZipfRanks ranks;
    private final Random random;
    private final List<Features> contexts = new ArrayList<>(CONTEXTS);
    private long events;

    public EventStream(Workload workload) {
        this.workload = workload;
        this.ranks = new ZipfRanks(workload.members(), workload.zipfExponent());
        this.random = new Random(workload.seed());
        for (int i = 0; i < CONTEXTS; i++) {
            contexts.add(dense("context", Workload.CONTEXT_WIDTH));
        }
    }

    /** Id of the member of that rank; a fixed width makes all events of one size. */
    public static String memberId(int rank) {
        String digits = Integer.toString(rank);
        return "m" + "0".repeat(Math.max(0, 7 - digits.length())) + digits;
    }

    /** Profile of the member of that rank. */
    public Profile profile(int rank) {
        return new Profile(
                memberId(rank), FIRST_EVENT_MILLIS, OptionalLong.empty(), dense("profile", Workload.PROFILE_WIDTH));
    }

    /** The next live event, of a member drawn by rank. */
    public Interaction next() {
        return of(ranks.next(random));
    }

    /** The next event, of the member of that rank. */
    public Interaction of(int rank) {
        long number = events++;
        String digits = Long.toString(number);
        return new Interaction(
                "0".repeat(12 - digits.length()) + digits,
                0,
                memberId(rank),
                "i" + (1000 + random.nextInt(Workload.ITEMS)),
                FIRST_EVENT_MILLIS + number,
                random.nextInt(2),
                1,
                contexts.get(random.nextInt(CONTEXTS)));
    }

    private Features dense(String name, int width) {
        float[] values = new float[width];
        for (int i = 0; i < width; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Features(Map.of(name, values), Map.of());
    }
}

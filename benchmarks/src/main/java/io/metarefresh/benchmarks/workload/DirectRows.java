package io.metarefresh.benchmarks.workload;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.ProfileChange;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

/**
 * Interactions and profiles as the keyed step is given them, made from a number where the job runs: the same number gives the same
 * record. Numbers below {@link #fillRows} fill the support sets, a member's rows one after the other; later ones visit the members
 * in a scattered order, each once before any comes again: whoever acts says nothing of whose state is beside it in the store.
 *
 * @param members how many
 * @param rowsPerMember of a full support set
 */
public record DirectRows(long members, int rowsPerMember) implements Serializable {
    private static final long FIRST_EVENT_MILLIS = 1_724_544_000_000L;
    private static final int POOL = 4096;
    private static final float[][] CONTEXTS = pool(Workload.CONTEXT_WIDTH, 1);
    private static final float[][] PROFILES = pool(Workload.PROFILE_WIDTH, 2);
    private static final int SCATTERING_ROUNDS = 4;

    private static float[][] pool(int width, long seed) {
        Random random = new Random(seed);
        float[][] pool = new float[POOL][width];
        for (float[] vector : pool) {
            for (int i = 0; i < width; i++) {
                vector[i] = (float) random.nextGaussian();
            }
        }
        return pool;
    }

    /** Numbers that fill the support sets. */
    public long fillRows() {
        return members * rowsPerMember;
    }

    public EntityInteraction interaction(long number) {
        long member =
                number < fillRows() ? number / rowsPerMember : scattered(Math.floorMod(number - fillRows(), members));
        String memberId = EventStream.memberId((int) member);
        Interaction interaction = new Interaction(
                eventId(number),
                0,
                memberId,
                "i" + (1000 + mix(number) % Workload.ITEMS),
                FIRST_EVENT_MILLIS + number,
                mix(number) & 1,
                1,
                new Features(Map.of("context", CONTEXTS[(int) (mix(number) % POOL)]), Map.of()));
        return new EntityInteraction(memberId, interaction, 0, FIRST_EVENT_MILLIS + number);
    }

    /** A permutation of the members without pattern: a Feistel network on the next even number of bits, walked until it is below. */
    private long scattered(long member) {
        int halfBits = (Long.SIZE - Long.numberOfLeadingZeros(members - 1) + 1) / 2;
        long mask = (1L << halfBits) - 1;
        long at = member;
        do {
            long left = at >>> halfBits;
            long right = at & mask;
            for (int round = 0; round < SCATTERING_ROUNDS; round++) {
                long next = left ^ (mix(right * SCATTERING_ROUNDS + round) & mask);
                left = right;
                right = next;
            }
            at = left << halfBits | right;
        } while (at >= members);
        return at;
    }

    public ProfileChange profile(long member) {
        Features features = new Features(Map.of("profile", PROFILES[(int) (mix(member) % POOL)]), Map.of());
        return ProfileChange.of(EventStream.memberId((int) member), features, FIRST_EVENT_MILLIS, FIRST_EVENT_MILLIS);
    }

    private static String eventId(long number) {
        String digits = Long.toString(number);
        return "0".repeat(12 - digits.length()) + digits;
    }

    /** Spreads numbers evenly (the finalizer of SplitMix64), never negative. */
    private static long mix(long number) {
        long z = number + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return (z ^ (z >>> 31)) >>> 1;
    }

    /**
     * Bytes of what a member's state must hold at least: ids and feature names as UTF-8, 8 for a time, 4 for any other number. The
     * member's id counts once, as the key.
     */
    public long rawBytesPerMember() {
        EntityInteraction input = interaction(0);
        Interaction row = input.row().interaction();
        long rowBytes = utf8(row.eventId()) + utf8(row.itemId()) + Long.BYTES + 3L * Float.BYTES + bytes(row.context());
        ProfileChange profile = profile(0);
        return utf8(input.entityId()) + rowsPerMember * rowBytes + Long.BYTES + bytes(profile.features());
    }

    private static long bytes(Features features) {
        return features.dense().entrySet().stream()
                .mapToLong(e -> utf8(e.getKey()) + (long) Float.BYTES * e.getValue().length)
                .sum();
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}

package io.metarefresh.job.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.InteractionCodec;
import io.metarefresh.interaction.Outcome;
import io.metarefresh.interaction.SupportSet;
import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is stored of an entity: nothing is lost or confused by the way rows are packed, moved and loaded. */
class StoredMemberTest {
    private static final MemberRules RULES =
            new MemberRules(12, Duration.ofMillis(60), Duration.ofMillis(10), null, null, Duration.ofDays(1));
    private static final MemberRules FOUR_WEEKS =
            new MemberRules(32, Duration.ofDays(28), Duration.ofSeconds(1), null, null, Duration.ofDays(30));

    private static final MemberRules FIVE_ROWS =
            new MemberRules(5, Duration.ofMillis(60), Duration.ofMillis(10), null, null, Duration.ofDays(1));

    private final TestingMemberStore store = new TestingMemberStore();

    @Property(tries = 200)
    void theStoredSupportSetIsThatOfPlainRowsAfterEveryInput(@ForAll Random random) throws Exception {
        TestingMemberStore stored = new TestingMemberStore();
        SupportSet<Interaction> plain = new SupportSet<>(RULES.supportSetRules());
        long time = 1000;
        for (int i = 0; i < 120; i++) {
            time += random.nextInt(6);
            Member member = stored.load(RULES, "m");
            if (random.nextInt(40) == 0) {
                member.apply(ProfileChange.forgetting("m", time - 20), time);
                plain.forget(time - 20);
            } else {
                Interaction row = anyRow(random, time);
                Outcome outcome = member.add(row, time, time);
                assertThat(outcome).isEqualTo(plain.add(row).outcome());
            }
            stored.save(member);
            assertThat(bytesOf(rows(RULES, stored))).containsExactlyElementsOf(bytesOf(plain.rows()));
        }
    }

    /** Ids, versions, times, shapes and payloads that meet each other often. */
    private static Interaction anyRow(Random random, long time) {
        Features context =
                switch (random.nextInt(3)) {
                    case 0 -> Features.NONE;
                    case 1 -> new Features(
                            Map.of("a", new float[] {random.nextFloat()}), Map.of("g", List.of("x", "é")));
                    default -> new Features(
                            Map.of("a", new float[] {1f}, "b", new float[0]),
                            Map.of("g", List.of(), "h", List.of("y")));
                };
        return new Interaction(
                "e" + random.nextInt(40),
                random.nextInt(3),
                random.nextBoolean() ? "m" : "other",
                random.nextBoolean() ? "m" : "item",
                time - random.nextInt(12),
                random.nextInt(2),
                random.nextBoolean() ? 1f : 0.5f,
                context);
    }

    private static List<Interaction> rows(MemberRules rules, TestingMemberStore store) throws Exception {
        Member member = store.load(rules, "m");
        member.apply(ProfileChange.of("m", Features.NONE, Long.MAX_VALUE, 0), Long.MAX_VALUE);
        return ((Refresh.Adapt) member.refreshes().get(0)).task().rows();
    }

    private static List<String> bytesOf(List<Interaction> rows) {
        return rows.stream()
                .map(row -> HexFormat.of().formatHex(InteractionCodec.encode(row)))
                .toList();
    }

    @Test
    void anInputThatIsCoalescedReadsAndWritesOneValue() throws Exception {
        fill(FOUR_WEEKS, 100);
        int reads = 0;
        int writes = 0;
        for (int i = 100; i < 180; i++) {
            store.reads = 0;
            store.writes = 0;
            offer(FOUR_WEEKS, referenceRow(i), 10_000);
            reads += store.reads;
            writes += store.writes;
        }
        // Every ninth finds eight recent rows and moves them to the older ones.
        assertThat(reads).isBetween(80, 90);
        assertThat(writes).isBetween(80, 90);
    }

    @Test
    void whatIsForgottenLeavesNoBytesBehind() throws Exception {
        for (int i = 0; i < 12; i++) {
            offer(RULES, TestingEvents.interaction("secret-" + i + ".", "m", 1000 + i), 0);
        }
        assertThat(text(store.rows)).contains("secret-0.");
        Member member = store.load(RULES, "m");
        member.apply(ProfileChange.forgetting("m", 1003), 0);
        store.save(member);
        for (int i = 0; i < 4; i++) {
            assertThat(text(store.rows) + text(store.member)).doesNotContain("secret-" + i + ".");
        }
        assertThat(text(store.rows) + text(store.member)).contains("secret-4.");
    }

    @Test
    void aFullSupportSetTakesLittleMoreThanItsRows() throws Exception {
        long raw = 32 * (rawBytes(referenceRow(1000)));
        fill(FOUR_WEEKS, 1000);
        long most = 0;
        for (int i = 1000; i < 1100; i++) {
            offer(FOUR_WEEKS, referenceRow(i), 10_000);
            most = Math.max(most, store.bytes());
        }
        assertThat((double) most / raw).isLessThan(1.3);
    }

    /** Ids, times, labels and floats. */
    private static int rawBytes(Interaction row) {
        return row.eventId().length()
                + row.itemId().length()
                + Long.BYTES
                + Float.BYTES
                + row.context().dense().get("signals").length * Float.BYTES;
    }

    private static Interaction referenceRow(int i) {
        float[] signals = new float[64];
        Arrays.fill(signals, i);
        return new Interaction(
                "event-" + i,
                0,
                "m",
                "item-" + i,
                1_700_000_000_000L + i,
                1f,
                1f,
                new Features(Map.of("signals", signals), Map.of()));
    }

    private void fill(MemberRules rules, int rows) throws Exception {
        for (int i = 0; i < rows; i++) {
            offer(rules, referenceRow(i), 10_000);
        }
    }

    private void offer(MemberRules rules, Interaction row, long nowMillis) throws Exception {
        Member member = store.load(rules, "m");
        member.add(row, row.eventTimeMillis(), nowMillis);
        store.save(member);
    }

    private static String text(byte[] value) {
        return value == null ? "" : new String(value, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aDuplicateWritesNothing() throws Exception {
        offer(RULES, TestingEvents.interaction("e", "m", 1000), 0);
        store.writes = 0;
        offer(RULES, TestingEvents.interaction("e", "m", 1000), 0);
        assertThat(store.writes).isZero();
    }

    @Test
    void valuesOfALaterVersionAreRefusedByName() throws Exception {
        fill(FOUR_WEEKS, 40);
        store.member[0] = 2;
        assertThatThrownBy(() -> store.load(FOUR_WEEKS, "m"))
                .hasMessage("state of entity 'm': version 2, this job reads up to 1: it was written by a newer job");
        store.member[0] = 1;
        store.rows[0] = 3;
        assertThatThrownBy(() -> rows(FOUR_WEEKS, store)).hasMessageContaining("'m': version 3");
    }

    @Test
    void aLostRowsValueIsNoticed() throws Exception {
        fill(FOUR_WEEKS, 40);
        store.rows = null;
        assertThatThrownBy(() -> rows(FOUR_WEEKS, store)).hasMessageContaining("0 bytes of older rows");
    }

    @Property(tries = 1000)
    void damagedBytesAreReadOrRefusedAndNothingElse(@ForAll int position, @ForAll byte value) throws Exception {
        TestingMemberStore damaged = new TestingMemberStore();
        for (int i = 0; i < 8; i++) {
            Member member = damaged.load(RULES, "m");
            member.add(anyRow(new Random(i), 1000 + i), 0, 0);
            damaged.save(member);
        }
        byte[] bytes = damaged.rows != null && position % 2 == 0 ? damaged.rows : damaged.member;
        bytes[Math.floorMod(position, bytes.length)] = value;
        try {
            rows(RULES, damaged);
        } catch (IllegalStateException refused) {
            assertThat(refused).hasMessageContaining("state of entity 'm'");
        }
    }

    /** Written by the first version of the form; it must be read for ever. */
    @Test
    void valuesOfTheFirstVersionAreRead() throws Exception {
        store.member = HexFormat.of()
                .parseHex(
                        "016dda0fda0f0a0b494e544552414354494f4eda0f6016020000010164010167050313d20f6c0c00000c05026d0c0000"
                                + "1805026e0c00001405026f0c0000140402700c000016070265350a016e0269350000a03f010000a040010178");
        store.rows = HexFormat.of()
                .parseHex(
                        "010402653002693000000000010000000001017805026531020269310000803e0d026532040269320000003f000000"
                                + "3f010000004001017805026533060269330000403f010000404001017805026534080269340000803f0100008040"
                                + "010178");
        store.profile = HexFormat.of().parseHex("01880e000000010000000170000000013f80000000000000");

        Member member = store.load(FIVE_ROWS, "m");
        assertThat(member.loadedHeader())
                .isEqualTo(new MemberHeader(
                        1005,
                        SupportSet.NEVER,
                        1005,
                        true,
                        false,
                        5,
                        Reason.INTERACTION,
                        1005,
                        SupportSet.NEVER,
                        SupportSet.NEVER));
        member.flush(100);
        Refresh.Adapt refresh = (Refresh.Adapt) member.refreshes().get(0);
        assertThat(refresh.task().profile().dense().get("p")).containsExactly(1f);
        List<Interaction> expected = new ArrayList<>();
        for (int i = 1; i < 6; i++) {
            Features context =
                    i == 1 ? Features.NONE : new Features(Map.of("d", new float[] {i}), Map.of("g", List.of("x")));
            expected.add(new Interaction(
                    "e" + i, i, i == 5 ? "n" : "m", "i" + i, 1000L + i, i / 4f, i == 2 ? 0.5f : 1f, context));
        }
        assertThat(bytesOf(refresh.task().rows())).containsExactlyElementsOf(bytesOf(expected));
    }
}

package io.metarefresh.job.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CachedMembersTest {
    private final Selected store = new Selected();

    /** The values of whichever entity is selected, as Flink's state has them. */
    private static final class Selected implements MemberStore {
        private final Map<String, TestingMemberStore> entities = new HashMap<>();
        private String entityId;

        void select(String next) {
            entityId = next;
        }

        TestingMemberStore of(String id) {
            return entities.computeIfAbsent(id, any -> new TestingMemberStore());
        }

        @Override
        public byte[] member() {
            return of(entityId).member();
        }

        @Override
        public byte[] rows() {
            return of(entityId).rows();
        }

        @Override
        public byte[] profile() {
            return of(entityId).profile();
        }

        @Override
        public void putMember(byte[] value) {
            of(entityId).putMember(value);
        }

        @Override
        public void putRows(byte[] value) {
            of(entityId).putRows(value);
        }

        @Override
        public void putProfile(byte[] value) {
            of(entityId).putProfile(value);
        }
    }

    private CachedMembers cache(long maxBytes) {
        return new CachedMembers(store, store::select, maxBytes);
    }

    /** An input as the keyed step works on it. */
    private MemberStore input(CachedMembers cache, String entityId) {
        store.select(entityId);
        return cache.of(entityId);
    }

    @Test
    void anEntityThatActsAgainIsReadOnceAndWrittenOnceForACheckpoint() throws IOException {
        store.of("a").member = new byte[] {1};
        CachedMembers cache = cache(10_000);
        for (int i = 0; i < 5; i++) {
            MemberStore entity = input(cache, "a");
            assertThat(entity.member()).containsExactly(1 + i);
            entity.putMember(new byte[] {(byte) (2 + i)});
            cache.makeRoom();
        }
        assertThat(store.of("a").member).containsExactly(1);
        cache.writeBack();
        cache.writeBack();
        assertThat(store.of("a").member).containsExactly(6);
        assertThat(store.of("a").reads).isEqualTo(1);
        assertThat(store.of("a").writes).isEqualTo(1);
    }

    @Test
    void theEntityThatActedLongestAgoMakesRoomAndIsWritten() throws IOException {
        CachedMembers cache = cache(2_000);
        for (String entityId : List.of("a", "b", "a", "c")) {
            input(cache, entityId).putRows(new byte[500]);
            cache.makeRoom();
        }
        assertThat(store.of("b").rows).hasSize(500);
        assertThat(store.of("a").rows).isNull();
        assertThat(store.of("c").rows).isNull();
        assertThat(cache.bytes()).isBetween(1_000L, 2_000L);
    }

    @Test
    void withoutRoomEveryInputIsWrittenAtItsEnd() throws IOException {
        CachedMembers cache = cache(0);
        input(cache, "a").putProfile(new byte[] {1});
        cache.makeRoom();
        assertThat(store.of("a").profile).containsExactly(1);
        assertThat(cache.bytes()).isZero();
    }

    /** One input: gets, then puts of some values, of which null removes. */
    private record Step(String entityId, int value, byte[] put, boolean checkpoint) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<byte[]> values =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).injectNull(0.2);
        return Combinators.combine(
                        Arbitraries.of("a", "b", "c", "d"),
                        Arbitraries.integers().between(0, 2),
                        values,
                        Arbitraries.of(true, false, false, false))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 200)
    void readersSeeWhatWasPutLastAndACheckpointStoresItWhateverTheRoom(
            @ForAll("steps") List<Step> steps, @ForAll @IntRange(max = 2_000) int maxBytes) throws IOException {
        Selected cached = new Selected();
        CachedMembers cache = new CachedMembers(cached, cached::select, maxBytes);
        Selected direct = new Selected();
        for (Step step : steps) {
            cached.select(step.entityId());
            direct.select(step.entityId());
            MemberStore entity = cache.of(step.entityId());
            assertSame(entity, direct);
            put(entity, step);
            put(direct, step);
            cache.makeRoom();
            assertThat(cache.bytes()).isBetween(0L, (long) maxBytes);
            if (step.checkpoint()) {
                cache.writeBack();
                for (String entityId : direct.entities.keySet()) {
                    assertSame(cached.of(entityId), direct.of(entityId));
                }
            }
        }
    }

    private static void put(MemberStore entity, Step step) throws IOException {
        switch (step.value()) {
            case 0 -> entity.putMember(step.put());
            case 1 -> entity.putRows(step.put());
            default -> entity.putProfile(step.put());
        }
    }

    private static void assertSame(MemberStore actual, MemberStore expected) throws IOException {
        assertThat(actual.member()).isEqualTo(expected.member());
        assertThat(actual.rows()).isEqualTo(expected.rows());
        assertThat(actual.profile()).isEqualTo(expected.profile());
    }
}

package io.metarefresh.job.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Refresh;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CachedMembersTest {
    /** At most six rows of the last 60 ms, two steps between two refreshes. */
    private static final MemberRules RULES =
            new MemberRules(6, Duration.ofMillis(60), Duration.ofMillis(2), null, null, Duration.ofDays(1));

    private final TestingKeyedStore store = new TestingKeyedStore();

    private CachedMembers cache(long maxBytes) {
        return new CachedMembers(store, store::select, maxBytes);
    }

    /** An input as the keyed step works on it; returns what it emits. */
    private static List<Refresh> offer(CachedMembers cache, TestingKeyedStore store, Step step, int nowMillis)
            throws IOException {
        store.select(step.entityId());
        Member member = Member.load(RULES, cache.of(step.entityId()), 7);
        List<Refresh> refreshes = offer(member, step, nowMillis);
        cache.makeRoom();
        return refreshes;
    }

    private static List<Refresh> offer(Member member, Step step, int nowMillis) throws IOException {
        long time = 1_000 + step.time();
        switch (step.kind()) {
            case 0 -> member.apply(
                    ProfileChange.of(step.entityId(), TestingEvents.profile(step.time(), 1f), time, time), nowMillis);
            case 1 -> member.apply(ProfileChange.forgetting(step.entityId(), time), nowMillis);
            case 2 -> member.flush(nowMillis);
            default -> member.add(
                    TestingEvents.interaction("e" + step.event(), step.entityId(), time), time, nowMillis);
        }
        member.save();
        return member.refreshes();
    }

    private static Step interaction(String entityId, int event) {
        return new Step(3, entityId, event, event, false);
    }

    @Test
    void anEntityThatActsAgainIsReadOnceAndWrittenOnceForACheckpoint() throws IOException {
        CachedMembers cache = cache(1_000_000);
        for (int i = 0; i < 4; i++) {
            offer(cache, store, interaction("a", i), 0);
        }
        assertThat(store.of("a").member).isNull();
        cache.writeBack();
        cache.writeBack();
        assertThat(store.of("a").reads).isEqualTo(1);
        assertThat(store.of("a").writes).isEqualTo(1);
        assertThat(store.of("a").load(RULES, "a").supportSize()).isEqualTo(4);
    }

    @Test
    void theEntityThatActedLongestAgoMakesRoomAndIsWritten() throws IOException {
        CachedMembers cache = cache(1_200);
        for (String entityId : List.of("a", "b", "a", "c")) {
            offer(cache, store, interaction(entityId, 1), 0);
        }
        assertThat(store.of("b").member).isNotNull();
        assertThat(store.of("a").member).isNull();
        assertThat(store.of("c").member).isNull();
        assertThat(cache.bytes()).isBetween(500L, 1_200L);
    }

    @Test
    void aCheckpointWaitsForABoundedNumberOfEntitiesHoweverMuchRoomThereIs() throws IOException {
        CachedMembers cache = cache(Long.MAX_VALUE);
        for (int i = 0; i < CachedMembers.MAX_CHANGED; i++) {
            offer(cache, store, interaction("a" + i, 1), 0);
        }
        // Acts again, so that it is not the one that changed longest ago.
        offer(cache, store, interaction("a0", 2), 0);
        assertThat(store.of("a1").member).isNull();
        offer(cache, store, interaction("one more", 1), 0);
        assertThat(store.of("a0").member).isNull();
        assertThat(store.of("a1").member).isNotNull();
        assertThat(store.of("a2").member).isNull();
    }

    @Test
    void itCountsWhatWasHereWhatWasNotAndWhatHasToBeWritten() throws IOException {
        CachedMembers cache = cache(1_000_000);
        for (String entityId : List.of("a", "b", "a", "a")) {
            offer(cache, store, interaction(entityId, 1), 0);
        }
        assertThat(cache.misses()).isEqualTo(2);
        assertThat(cache.hits()).isEqualTo(2);
        assertThat(cache.changedEntities()).isEqualTo(2);
        cache.writeBack();
        assertThat(cache.changedEntities()).isZero();
    }

    @Test
    void withoutRoomEveryInputIsWrittenAtItsEnd() throws IOException {
        CachedMembers cache = cache(0);
        offer(cache, store, interaction("a", 1), 0);
        assertThat(store.of("a").member).isNotNull();
        assertThat(cache.bytes()).isZero();
    }

    /** One input of an entity: a profile, a forgetting, the end of an interval, or an interaction. */
    private record Step(int kind, String entityId, int event, int time, boolean checkpoint) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.of("a", "b", "c", "d"),
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.integers().between(0, 100),
                        Arbitraries.of(true, false, false, false))
                .as(Step::new)
                .list()
                .ofMaxSize(120);
    }

    @Property(tries = 60)
    void withWhateverRoomTheSameIsEmittedAndStoredAtEveryCheckpoint(
            @ForAll("steps") List<Step> steps, @ForAll @IntRange(max = 6_000) int maxBytes) throws IOException {
        TestingKeyedStore cached = new TestingKeyedStore();
        CachedMembers cache = new CachedMembers(cached, cached::select, maxBytes);
        TestingKeyedStore direct = new TestingKeyedStore();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            TestingMemberStore uncached = direct.of(step.entityId());
            List<Refresh> expected = offer(uncached.load(RULES, step.entityId()), step, i);
            uncached.writeBack();
            assertThat(offer(cache, cached, step, i)).usingRecursiveComparison().isEqualTo(expected);
            assertThat(cache.bytes()).isBetween(0L, (long) maxBytes);
            if (step.checkpoint()) {
                cache.writeBack();
                for (String entityId : direct.entities.keySet()) {
                    assertThat(cached.of(entityId).member).isEqualTo(direct.of(entityId).member);
                    assertThat(cached.of(entityId).rows).isEqualTo(direct.of(entityId).rows);
                    assertThat(cached.of(entityId).profile).isEqualTo(direct.of(entityId).profile);
                }
            }
        }
    }
}

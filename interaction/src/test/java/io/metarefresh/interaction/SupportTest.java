package io.metarefresh.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The invariant SUPPORT: the support set is a function of the set of interactions, whatever their order or repetition. */
class SupportTest {
    private static final SupportSetRules RULES = new SupportSetRules(4, Duration.ofMillis(20));

    @Property(tries = 500)
    void anyOrderWithAnyRepetitionGivesTheSetThatAPlainRecomputationGives(
            @ForAll("events") List<Interaction> events, @ForAll long seed) {
        List<Interaction> arrivals = new ArrayList<>(events);
        Random random = new Random(seed);
        events.stream().filter(event -> random.nextBoolean()).forEach(arrivals::add);
        Collections.shuffle(arrivals, random);

        SupportSet<Interaction> set = new SupportSet<>(RULES);
        arrivals.forEach(set::add);

        assertThat(set.rows()).containsExactlyElementsOf(recomputed(events));
    }

    @Property(tries = 300)
    void mergingTwoPartsIsMergingAllTheirEvents(
            @ForAll("events") List<Interaction> left, @ForAll("events") List<Interaction> right) {
        SupportSet<Interaction> merged = new SupportSet<>(RULES);
        setOf(left).rows().forEach(merged::add);
        setOf(right).rows().forEach(merged::add);

        SupportSet<Interaction> otherWay = new SupportSet<>(RULES);
        setOf(right).rows().forEach(otherWay::add);
        setOf(left).rows().forEach(otherWay::add);

        assertThat(merged.rows()).isEqualTo(otherWay.rows());
    }

    @Property(tries = 300)
    void whatIsOfferedAgainChangesNothing(@ForAll("events") List<Interaction> events) {
        SupportSet<Interaction> set = setOf(events);
        List<Interaction> before = set.rows();
        for (Interaction event : events) {
            Change<Interaction> change = set.add(event);
            assertThat(change.rowsChanged()).isFalse();
            assertThat(change.outcome()).isIn(Outcome.DUPLICATE, Outcome.SUPERSEDED);
        }
        assertThat(set.rows()).isEqualTo(before);
    }

    @Property(tries = 300)
    void storingAndRestoringBetweenEventsMakesNoDifference(@ForAll("events") List<Interaction> events) {
        SupportSet<Interaction> restored = new SupportSet<>(RULES);
        for (Interaction event : events) {
            restored.add(event);
            restored = SupportSet.restore(
                    RULES, restored.rows(), restored.newestEventTimeMillis(), restored.forgottenUpToMillis());
        }
        assertThat(restored.rows()).isEqualTo(setOf(events).rows());
    }

    @Test
    void aLaterVersionReplacesTheEarlierOneInEitherOrder() {
        Interaction impression = event("e", 0, 10, 0f);
        Interaction click = event("e", 1, 10, 1f);
        assertReplacesInEitherOrder(click, impression);
    }

    private static void assertReplacesInEitherOrder(Interaction greater, Interaction smaller) {
        assertThat(setOf(List.of(smaller, greater)).rows()).containsExactly(greater);
        assertThat(setOf(List.of(greater, smaller)).rows()).containsExactly(greater);
    }

    @Test
    void anEarlierVersionOfALaterTimeMovesTheHorizonAlthoughItIsSuperseded() {
        Interaction other = event("o", 0, 11, 1f);
        Interaction later = event("e", 0, 40, 0f);
        Interaction corrected = event("e", 1, 25, 1f);
        assertThat(setOf(List.of(other, later, corrected)).rows()).containsExactly(corrected);
        assertThat(setOf(List.of(other, corrected, later)).rows()).containsExactly(corrected);
    }

    @Test
    void ofTwoPayloadsOfOneVersionTheGreaterCanonicalBytesWin() {
        assertReplacesInEitherOrder(event("e", 0, 10, 1f), event("e", 0, 10, 0f));
    }

    @Test
    void anEventThatWouldBeEvictedAtOnceTriggersNothing() {
        SupportSet<Interaction> set = setOf(
                List.of(event("a", 0, 10, 1f), event("b", 0, 11, 1f), event("c", 0, 12, 1f), event("d", 0, 13, 1f)));
        assertThat(set.add(event("z", 0, 9, 1f))).isEqualTo(Change.none(Outcome.SUPERSEDED));
        assertThat(set.add(event("0", 0, 10, 1f)).rowsChanged())
                .as("same time, smaller id")
                .isFalse();
        assertThat(set.add(event("b2", 0, 10, 1f)).removed())
                .as("same time, greater id")
                .containsExactly(event("a", 0, 10, 1f));
    }

    @Test
    void theHorizonIsMeasuredFromTheNewestEventAndExcludesItsEnd() {
        SupportSet<Interaction> set = setOf(List.of(event("old", 0, 10, 1f), event("edge", 0, 11, 1f)));
        Change<Interaction> change = set.add(event("new", 0, 30, 1f));
        assertThat(change.removed()).containsExactly(event("old", 0, 10, 1f));
        assertThat(set.rows()).extracting(Interaction::eventId).containsExactly("edge", "new");
        assertThat(set.add(event("late", 0, 10, 1f)).outcome()).isEqualTo(Outcome.SUPERSEDED);
    }

    @Test
    void stricterRulesTakeEffectAtTheNextEvent() {
        SupportSet<Interaction> set = setOf(List.of(event("a", 0, 1, 1f), event("b", 0, 2, 1f), event("c", 0, 3, 1f)));
        SupportSet<Interaction> stricter = SupportSet.restore(
                new SupportSetRules(2, Duration.ofDays(1)), set.rows(), set.newestEventTimeMillis(), SupportSet.NEVER);
        assertThat(stricter.add(event("d", 0, 4, 1f)).removed())
                .extracting(Interaction::eventId)
                .containsExactly("a", "b");
    }

    @Test
    void selectKeepsWhatTheRulesOfASnapshotAskFor() {
        List<Interaction> rows = List.of(event("a", 0, 1, 1f), event("b", 0, 25, 1f), event("c", 0, 30, 1f));
        assertThat(RULES.select(rows)).extracting(Interaction::eventId).containsExactly("b", "c");
        assertThat(new SupportSetRules(1, Duration.ofDays(9)).select(rows)).containsExactly(rows.get(2));
        assertThat(RULES.select(List.of())).isEmpty();
    }

    @Test
    void anUnboundedHorizonKeepsTheOldestTimeThereIs() {
        SupportSetRules unbounded = new SupportSetRules(9, Duration.ofSeconds(Long.MAX_VALUE));
        SupportSet<Interaction> set = new SupportSet<>(unbounded);
        set.add(event("a", 0, -5, 1f));
        set.add(event("b", 0, 30, 1f));
        assertThat(set.rows()).hasSize(2);
    }

    /** The definition, computed from all events at once. */
    private static List<Interaction> recomputed(List<Interaction> events) {
        Map<String, Interaction> winners = new HashMap<>();
        for (Interaction event : events) {
            winners.merge(event.eventId(), event, (a, b) -> InteractionOrder.BY_VERSION.compare(a, b) >= 0 ? a : b);
        }
        long newest =
                events.stream().mapToLong(Interaction::eventTimeMillis).max().orElse(0);
        List<Interaction> rows = new ArrayList<>(winners.values().stream()
                .filter(row -> row.eventTimeMillis() > newest - RULES.horizon().toMillis())
                .sorted(InteractionOrder.BY_TIME)
                .toList());
        return rows.subList(Math.max(0, rows.size() - RULES.maxSize()), rows.size());
    }

    private static SupportSet<Interaction> setOf(List<Interaction> events) {
        SupportSet<Interaction> set = new SupportSet<>(RULES);
        events.forEach(set::add);
        return set;
    }

    /** Versions of one event never move back in time: the case that bounded state cannot undo (see {@link SupportSet}). */
    @Provide
    Arbitrary<List<Interaction>> events() {
        Arbitrary<Interaction> event = Combinators.combine(
                        Arbitraries.of("a", "b", "c", "d", "e", "f", "é", "\ud83d\ude00", "\uffee"),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(0f, 1f))
                .as((id, version, label) -> event(id, version, 3L * (id.hashCode() % 13) + 4L * version, label));
        return event.list().ofMaxSize(25);
    }

    static Interaction event(String id, int version, long time, float label) {
        return new Interaction(id, version, "m", "i", time, label, 1f, Features.NONE);
    }
}

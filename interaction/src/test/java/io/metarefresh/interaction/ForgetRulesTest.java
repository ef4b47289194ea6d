package io.metarefresh.interaction;

import static io.metarefresh.interaction.SupportTest.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** FORGET as far as the rows go; the job's own test class covers publishing and retention. */
class ForgetRulesTest {
    private final SupportSet<Interaction> set = new SupportSet<>(new SupportSetRules(10, Duration.ofDays(1)));

    @Test
    void rowsUpToTheMarkerAreErasedAndLaterOnesStay() {
        set.add(event("a", 0, 10, 1f));
        set.add(event("b", 0, 20, 1f));
        set.add(event("c", 0, 21, 1f));
        Change<Interaction> change = set.forget(20);
        assertThat(change.rowsChanged()).isTrue();
        assertThat(change.removed()).extracting(Interaction::eventId).containsExactly("a", "b");
        assertThat(set.rows()).containsExactly(event("c", 0, 21, 1f));
        assertThat(set.newestEventTimeMillis()).isEqualTo(21);
    }

    @Test
    void whatArrivesAfterwardsFromBeforeTheMarkerIsForgottenToo() {
        set.forget(20);
        assertThat(set.add(event("late", 0, 20, 1f)).outcome()).isEqualTo(Outcome.FORGOTTEN);
        assertThat(set.add(event("new", 0, 21, 1f)).outcome()).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    void anEarlierMarkerDoesNotMoveTheLaterOneBack() {
        set.forget(20);
        set.forget(5);
        assertThat(set.forgottenUpToMillis()).isEqualTo(20);
        assertThat(set.add(event("late", 0, 15, 1f)).outcome()).isEqualTo(Outcome.FORGOTTEN);
    }

    @Test
    void nothingOfAForgottenHistoryRemains() {
        set.add(event("a", 0, 10, 1f));
        set.forget(20);
        assertThat(set.rows()).isEmpty();
        assertThat(set.newestEventTimeMillis()).isEqualTo(SupportSet.NEVER);
    }
}

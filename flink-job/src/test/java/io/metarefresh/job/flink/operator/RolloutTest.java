package io.metarefresh.job.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.job.TestingEvents;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.batch.TestingModel;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.record.ProfileChange;
import io.metarefresh.job.record.Reason;
import io.metarefresh.job.record.Refresh;
import io.metarefresh.job.record.SnapshotSwitch;
import io.metarefresh.job.rollout.StartSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ROLLOUT in the keyed step: from the swap on every known entity is adapted anew, at its pace, live refreshes first. */
class RolloutTest {
    private static final MemberRules RULES = TestingRefreshHarness.RULES;
    private static final AdmittedSnapshot NEXT = TestingSnapshots.admitted(8);

    private static Interaction live(int member, int event) {
        return TestingEvents.interaction("e" + event, "m" + member, 10_000 + event);
    }

    private static void meet(TestingRolloutHarness harness, int from, int to) throws Exception {
        for (int member = from; member < to; member++) {
            harness.interaction(live(member, member));
        }
    }

    /** Lets time pass in small steps, every mail worked on, for at most a minute of the harness's clock. */
    private static List<String> rollOut(TestingRolloutHarness harness) throws Exception {
        List<String> adapted = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            harness.pass(20);
            harness.turns();
            adapted.addAll(harness.takeRollout());
        }
        return adapted;
    }

    @Test
    void aJobWithoutStateRunsItsStartBeforeAnythingElseAndAdaptsNobodyAnew() throws Exception {
        try (TestingRolloutHarness harness = TestingRolloutHarness.starting(7, 1000)) {
            assertThat(harness.takeSwitches()).containsExactly(7L);
            meet(harness, 0, 3);
            assertThat(rollOut(harness)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestingBackend.class)
    void everyKnownEntityIsAdaptedAnewOnceAfterTheSwitch(TestingBackend backend) throws Exception {
        try (TestingRolloutHarness harness =
                new TestingRolloutHarness(RULES, 7, 1000, TestingKeyedStep.Subtask.ONLY, null, backend)) {
            meet(harness, 0, 300);
            harness.takeInputs();
            harness.swap(NEXT);
            assertThat(harness.takeSwitches()).containsExactly(8L);
            Set<String> adapted = new HashSet<>();
            int member = 300;
            for (int i = 0; i < 100; i++) {
                harness.pass(20);
                harness.turns();
                // The state changes while it is walked through.
                meet(harness, member, ++member);
                for (String id : harness.takeRollout()) {
                    assertThat(adapted.add(id)).as(id).isTrue();
                }
            }
            assertThat(adapted).hasSize(300).contains("m0", "m299");
        }
    }

    @Test
    void theRateIsKept() throws Exception {
        try (TestingRolloutHarness harness = TestingRolloutHarness.starting(7, 50)) {
            meet(harness, 0, 200);
            harness.swap(NEXT);
            harness.takeInputs();
            List<String> adapted = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                harness.pass(20);
                harness.turns();
                adapted.addAll(harness.takeRollout());
            }
            assertThat(adapted).as("in two seconds at 50 a second").hasSizeBetween(95, 100);
        }
    }

    @Test
    void theRateIsOfTheWholeJob() throws Exception {
        try (TestingRolloutHarness harness = new TestingRolloutHarness(
                RULES, 7, 100, new TestingKeyedStep.Subtask(2, 0), null, TestingBackend.HASHMAP)) {
            int met = 0;
            for (int member = 0; met < 150; member++) {
                if (org.apache.flink.runtime.state.KeyGroupRangeAssignment.assignKeyToParallelOperator(
                                "m" + member, 8, 2)
                        == 0) {
                    harness.interaction(live(member, member));
                    met++;
                }
            }
            harness.swap(NEXT);
            harness.takeInputs();
            harness.pass(500);
            harness.turns();
            harness.pass(500);
            harness.turns();
            assertThat(harness.takeRollout()).hasSizeBetween(45, 50);
        }
    }

    @Test
    void liveRefreshesGoFirstButARolloutEndsSomeDay() throws Exception {
        try (TestingRolloutHarness harness = TestingRolloutHarness.starting(7, 10_000)) {
            meet(harness, 0, 100);
            harness.swap(NEXT);
            harness.takeInputs();
            harness.pass(20);
            int event = 1000;
            for (int i = 0; i < 50; i++) {
                harness.interaction(live(1000, event++));
                harness.turn();
            }
            assertThat(harness.takeRollout())
                    .as("every turn of the mailbox brought an interaction")
                    .isEmpty();
            harness.pass(200);
            harness.interaction(live(1000, event++));
            harness.turn();
            assertThat(harness.takeRollout()).as("a few after a while").hasSize(16);
            harness.interaction(live(1000, event));
            harness.turn();
            assertThat(harness.takeRollout()).isEmpty();
            harness.turns();
            assertThat(harness.takeRollout()).as("the input pauses").hasSize(84);
        }
    }

    @Test
    void anEntityRefreshedSinceTheSwitchIsNotAdaptedAnew() throws Exception {
        try (TestingRolloutHarness harness = TestingRolloutHarness.starting(7, 1000)) {
            meet(harness, 0, 3);
            harness.swap(NEXT);
            harness.interaction(live(1, 100));
            assertThat(rollOut(harness)).containsExactlyInAnyOrder("m0", "m2");
        }
    }

    @Test
    void whoWasForgottenIsNotBroughtBack() throws Exception {
        try (TestingRolloutHarness harness = TestingRolloutHarness.starting(7, 1000)) {
            meet(harness, 0, 3);
            harness.profile(ProfileChange.forgetting("m1", 20_000));
            harness.swap(NEXT);
            assertThat(rollOut(harness)).containsExactlyInAnyOrder("m0", "m2");
        }
    }

    @Test
    void paceHoldsDuringARolloutAndWhatWaitsIsMadeByTheNewSnapshot() throws Exception {
        MemberRules paced = TestingRefreshHarness.withMinInterval(Duration.ofSeconds(10));
        try (TestingRolloutHarness harness = new TestingRolloutHarness(paced, 7, 1000, null)) {
            meet(harness, 0, 2);
            harness.interaction(live(1, 50));
            harness.takeInputs();
            harness.swap(NEXT);
            harness.pass(1_000);
            harness.turns();
            assertThat(harness.takeInputs()).hasOnlyElementsOfType(SnapshotSwitch.class);
            harness.pass(10_000);
            harness.turns();
            assertThat(harness.takeInputs())
                    .map(output -> (Refresh.Adapt) output)
                    .extracting(Refresh.Adapt::entityId, Refresh.Adapt::reason)
                    .containsExactlyInAnyOrder(tuple("m0", Reason.ROLLOUT), tuple("m1", Reason.INTERACTION));
            assertThat(rollOut(harness)).isEmpty();
        }
    }

    @Test
    void theSameSnapshotOrAnOlderOneAgainChangesNothing() throws Exception {
        try (TestingRolloutHarness harness = TestingRolloutHarness.starting(7, 1000)) {
            meet(harness, 0, 3);
            harness.swap(NEXT);
            assertThat(rollOut(harness)).hasSize(3);
            harness.admitted(NEXT);
            harness.admitted(TestingSnapshots.admitted(6));
            assertThat(rollOut(harness)).isEmpty();
            assertThat(harness.takeSwitches()).isEmpty();
            assertThat(harness.opened).hasSize(1);
        }
    }

    @Test
    void aSecondSnapshotInMidRolloutTakesOver() throws Exception {
        try (TestingRolloutHarness harness = TestingRolloutHarness.starting(7, 100)) {
            meet(harness, 0, 100);
            harness.swap(NEXT);
            harness.pass(300);
            harness.turns();
            assertThat(harness.takeRollout()).hasSize(30);
            harness.swap(TestingSnapshots.admitted(9));
            assertThat(rollOut(harness)).hasSize(100).doesNotHaveDuplicates();
        }
    }

    @Test
    void aRestartInMidRolloutGoesOnWithTheRestUnderTheNewSnapshot() throws Exception {
        Set<String> adapted = new HashSet<>();
        OperatorSubtaskState state;
        try (TestingRolloutHarness harness = TestingRolloutHarness.starting(7, 100)) {
            meet(harness, 0, 100);
            harness.swap(NEXT);
            harness.pass(400);
            harness.turns();
            adapted.addAll(harness.takeRollout());
            assertThat(adapted).hasSize(40);
            state = harness.snapshot();
        }
        try (TestingRolloutHarness harness = new TestingRolloutHarness(RULES, 7, 100, state)) {
            List<String> rest = new ArrayList<>();
            assertThat(harness.takeSwitches()).as("not back to the start").containsExactly(8L);
            rest.addAll(rollOut(harness));
            assertThat(rest).hasSize(60).doesNotContainAnyElementsOf(adapted);
            state = harness.snapshot();
        }
        try (TestingRolloutHarness harness = new TestingRolloutHarness(RULES, 7, 100, state)) {
            assertThat(rollOut(harness)).as("it had ended").isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestingBackend.class)
    void rescalingInMidRolloutLosesNobodyAndRepeatsNobody(TestingBackend backend) throws Exception {
        Set<String> adapted = new HashSet<>();
        OperatorSubtaskState state;
        try (TestingRolloutHarness harness =
                new TestingRolloutHarness(RULES, 7, 100, TestingKeyedStep.Subtask.ONLY, null, backend)) {
            meet(harness, 0, 100);
            harness.swap(NEXT);
            harness.pass(400);
            harness.turns();
            adapted.addAll(harness.takeRollout());
            state = harness.snapshot();
        }
        for (int subtask = 0; subtask < 2; subtask++) {
            OperatorSubtaskState part =
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(state, 8, 1, 2, subtask);
            try (TestingRolloutHarness harness =
                    new TestingRolloutHarness(RULES, 7, 100, new TestingKeyedStep.Subtask(2, subtask), part, backend)) {
                for (String id : rollOut(harness)) {
                    assertThat(adapted.add(id)).as(id).isTrue();
                }
            }
        }
        assertThat(adapted).hasSize(100);
    }

    @Test
    void aSnapshotThatWasAwaitedAtTheCheckpointIsOpenedAfterTheRestart() throws Exception {
        OperatorSubtaskState state;
        try (TestingRolloutHarness harness = TestingRolloutHarness.starting(7, 1000)) {
            meet(harness, 0, 3);
            harness.admitted(NEXT);
            state = harness.snapshot();
        }
        try (TestingRolloutHarness harness = new TestingRolloutHarness(RULES, 7, 1000, state)) {
            harness.awaitMail();
            harness.turn();
            assertThat(harness.takeSwitches()).containsExactly(7L, 8L);
            assertThat(rollOut(harness)).hasSize(3);
        }
    }

    @Test
    void aNewerStartIsRolledOutOverTheRestoredStateAndAnOlderOneIsPassedOver() throws Exception {
        OperatorSubtaskState state;
        try (TestingRolloutHarness harness = TestingRolloutHarness.starting(7, 1000)) {
            meet(harness, 0, 3);
            state = harness.snapshot();
        }
        try (TestingRolloutHarness harness = new TestingRolloutHarness(RULES, 6, 1000, state)) {
            assertThat(harness.takeSwitches()).containsExactly(7L);
            assertThat(rollOut(harness)).isEmpty();
        }
        try (TestingRolloutHarness harness = new TestingRolloutHarness(RULES, 9, 1000, state)) {
            assertThat(harness.takeSwitches()).containsExactly(9L);
            assertThat(rollOut(harness)).hasSize(3);
        }
    }

    @Test
    void theEndOfTheInputEndsTheRolloutToo() throws Exception {
        try (TestingRolloutHarness harness = TestingRolloutHarness.starting(7, 1)) {
            meet(harness, 0, 50);
            harness.swap(NEXT);
            harness.takeInputs();
            harness.endInput();
            assertThat(harness.takeRollout()).hasSize(50);
        }
    }

    @Test
    void theModelIsOpenedBesideTheTaskAndHandedOver() throws Exception {
        try (TestingRolloutHarness harness = TestingRolloutHarness.starting(7, 1000)) {
            harness.takeInputs();
            harness.admitted(NEXT);
            TestingRolloutHarness.awaitThat(() -> harness.opened.size() == 1);
            harness.interaction(live(0, 0));
            assertThat(harness.takeInputs())
                    .as("the task goes on meanwhile")
                    .hasOnlyElementsOfType(Refresh.Adapt.class);
            harness.awaitMail();
            harness.turn();
            SnapshotSwitch handedOver = (SnapshotSwitch) harness.takeInputs().get(0);
            assertThat(handedOver.prepared()).isSameAs(harness.opened.get(0)).isInstanceOf(TestingModel.class);
        }
    }

    @Test
    void aRestoredJobRefusesToGoOnInAnotherSpace() {
        AdmittedSnapshot elsewhere = new AdmittedSnapshot("testing", 9, "/snapshots/9", "sha-9", "another global side");
        assertThatThrownBy(() -> StartSnapshot.afterRestore(elsewhere, List.of(TestingSnapshots.admitted(7))))
                .hasMessageContaining("testing@9")
                .hasMessageContaining("testing@7")
                .hasMessageContaining("topic of its own");
    }
}

package io.metarefresh.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.snapshot.EntityKind;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TaskSamplerTest {
    private final Dataset data = TestingData.oppositeTastes(40, 20, 30, false, false);
    private final Histories histories = new Histories(data.interactions(), EntityKind.MEMBER);
    private final OuterLoopSettings outer = TestingSettings.tiny().outerLoop();
    private final TrainingSplit split = TrainingSplit.of(histories, 0.25, 0.2, new SplittableRandom(5));
    private final SupportSetRules rules = new SupportSetRules(6, Duration.ofDays(30));
    private final TaskSampler sampler = new TaskSampler(histories, split, rules, outer, new SplittableRandom(6));

    @Test
    void heldOutMembersAndLaterTimeAreNotTrainedOn() {
        long end = data.interactions().get(640).eventTimeMillis();
        assertThat(split.trainableEntities()).hasSize(30);
        for (int row : split.trainableRows(histories)) {
            assertThat(data.interactions().get(row).eventTimeMillis()).isLessThan(end);
        }
        for (Task task : sampler.draw(500)) {
            assertThat(task.queryTo()).isLessThanOrEqualTo(split.trainable(task.entity()));
        }
    }

    @Test
    void queryRowsFollowTheSupportSetOfTheRules() {
        List<Task> tasks = sampler.draw(500);
        for (Task task : tasks) {
            assertThat(task.cut() - task.supportFrom()).isEqualTo(Math.min(6, task.cut()));
            assertThat(task.queryTo()).isGreaterThan(task.cut());
        }
        assertThat(tasks).anyMatch(t -> t.cut() == 0);
        assertThat(tasks).anyMatch(t -> t.supportFrom() > 0);
    }

    @Test
    void everyMemberIsVisitedBeforeAnyIsVisitedAgain() {
        Set<Integer> seen = new HashSet<>();
        sampler.draw(30).forEach(t -> seen.add(t.entity()));
        assertThat(seen).hasSize(30);
    }

    @Test
    void validationCoversEveryUntrainedRowOnce() {
        Set<String> rows = new HashSet<>();
        for (Task task : sampler.validation()) {
            for (int i = task.cut(); i < task.queryTo(); i++) {
                assertThat(i).isGreaterThanOrEqualTo(split.trainable(task.entity()));
                assertThat(rows.add(task.entity() + "/" + i)).isTrue();
            }
        }
        assertThat(rows).hasSize(800 - split.trainableRows(histories).length);
    }
}

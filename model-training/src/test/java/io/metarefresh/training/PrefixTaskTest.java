package io.metarefresh.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrefixTaskTest {
    @Test
    void everyEventIsAQueryOfOneTask() {
        List<PrefixTask> tasks = PrefixTask.cut(new int[] {0, 2, 5}, new int[] {7, 3, 5}, 3);

        assertThat(tasks)
                .containsExactly(
                        new PrefixTask(0, 0, 3),
                        new PrefixTask(0, 3, 6),
                        new PrefixTask(0, 6, 7),
                        new PrefixTask(1, 2, 3));
        assertThat(tasks.stream().mapToInt(PrefixTask::queries).sum()).isEqualTo(8);
    }
}

package io.metarefresh.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.job.record.DeadLetterCause;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RefusalWindowTest {
    @Test
    void nothingIsJudgedBeforeTheWindowIsFull() {
        RefusalWindow window = new RefusalWindow(new DeadLetterLimit(0.5, 10));
        for (int i = 0; i < 9; i++) {
            assertThat(window.refused(DeadLetterCause.CLOCK)).isFalse();
        }
        assertThat(window.refused(DeadLetterCause.CLOCK)).isTrue();
    }

    @Test
    void whatLiesBeforeTheWindowDoesNotCount() {
        RefusalWindow window = new RefusalWindow(new DeadLetterLimit(0.5, 4));
        for (int i = 0; i < 100; i++) {
            assertThat(window.refused(DeadLetterCause.CLOCK)).isFalse();
            window.accepted();
        }
        assertThat(window.refused(DeadLetterCause.CLOCK)).isFalse();
        assertThat(window.refused(DeadLetterCause.BAD_MAGIC)).isTrue();
        assertThat(window).hasToString("3 of the last 4 records were refused, more than 0.5, most of them for CLOCK");
    }

    @Test
    void aRatioOfOneNeverStops() {
        RefusalWindow window = new RefusalWindow(DeadLetterLimit.NONE);
        for (int i = 0; i < 100; i++) {
            assertThat(window.refused(DeadLetterCause.CLOCK)).isFalse();
        }
    }

    @Test
    void agreesWithCountingTheLastRecords() {
        Random random = new Random(7);
        int size = 7;
        RefusalWindow window = new RefusalWindow(new DeadLetterLimit(0.6, size));
        Deque<Boolean> last = new ArrayDeque<>();
        for (int i = 0; i < 10_000; i++) {
            boolean refusal = random.nextInt(100) < 55;
            last.addLast(refusal);
            if (last.size() > size) {
                last.removeFirst();
            }
            long refused = last.stream().filter(r -> r).count();
            if (refusal) {
                assertThat(window.refused(DeadLetterCause.CONTRACT))
                        .isEqualTo(last.size() == size && refused > 0.6 * size);
            } else {
                window.accepted();
            }
        }
    }
}

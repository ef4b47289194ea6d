package io.metarefresh.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.Test;

class DelayedCloseTest {

    @Test
    void theTimeBeginsAnewWithEachSwitch() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
        timer.setRemoveOnCancelPolicy(true);
        try {
            DelayedClose delayedClose = new DelayedClose(timer, Duration.ofHours(1));
            List<String> ended = new ArrayList<>();
            delayedClose.begin(() -> ended.add("of the first switch"));
            delayedClose.begin(() -> ended.add("of the second"));

            assertThat(timer.getQueue()).hasSize(1);
            timer.getQueue().peek().run();
            assertThat(ended).containsExactly("of the second");
        } finally {
            timer.shutdownNow();
        }
    }
}

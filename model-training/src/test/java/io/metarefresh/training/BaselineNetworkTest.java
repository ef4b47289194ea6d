package io.metarefresh.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BaselineNetworkTest {
    @Test
    void evenAMemberOfTheLastHourBeforeTheSplitHasAnEmbeddingOfItsOwn() {
        List<Interaction> rows = new ArrayList<>(
                TestingData.oppositeTastes(20, 20, 10, false, false).interactions());
        long last = rows.get(rows.size() - 1).eventTimeMillis();
        // 40 of 440: within the newest 15 %, which the number of passes is chosen on.
        for (int i = 0; i < 40; i++) {
            rows.add(row("late", "i" + i % 10, last + 1 + i, 1));
        }
        Dataset data = new Dataset(rows, Map.of());
        BaselineNetwork network =
                BaselineNetwork.train(data, EntityKind.MEMBER, Loss.LOGISTIC, true, 1, 2, (pass, passes) -> {});

        float[] predictions = network.predict(
                List.of(row("late", "i1", last + 100, 0), row("nobody", "i1", last + 100, 0)), data.profiles());

        assertThat(predictions[0]).isGreaterThan(predictions[1] + 0.001f);
    }

    private static Interaction row(String member, String item, long time, float label) {
        return new Interaction("late" + time, 0, member, item, time, label, 1, Features.NONE);
    }
}

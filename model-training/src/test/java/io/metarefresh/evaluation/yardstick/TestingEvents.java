package io.metarefresh.evaluation.yardstick;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small made-up events of which the answer is known. */
final class TestingEvents {
    static final int EVENTS = 3000;
    private static final int MEMBERS = 30;
    private static final int ITEMS = 20;

    private TestingEvents() {}

    /** What decides a label. */
    interface Truth {
        /**
         * @param member number from 0
         * @param item number from 0
         * @param x two numbers in [−1, 1) that the context holds
         * @return the probability of label 1
         */
        double positive(int member, int item, float[] x);
    }

    /** Members and items at random, a minute apart. */
    static Dataset of(Truth truth) {
        SplittableRandom random = new SplittableRandom(11);
        List<Interaction> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            int member = random.nextInt(MEMBERS);
            int item = random.nextInt(ITEMS);
            float[] x = {(float) random.nextDouble(-1, 1), (float) random.nextDouble(-1, 1)};
            float label = random.nextDouble() < truth.positive(member, item, x) ? 1 : 0;
            Features context = new Features(Map.of("x", x), Map.of("kind", List.of("k" + item % 3)));
            events.add(new Interaction("e" + i, 0, "m" + member, "i" + item, i * 60_000L, label, 1, context));
        }
        return new Dataset(events, Map.of());
    }

    static YardstickEvents events(Dataset data) {
        return events(data, Loss.LOGISTIC);
    }

    static YardstickEvents events(Dataset data, Loss loss) {
        int split = data.interactions().size() * 7 / 10;
        return new YardstickEvents(data, split, EntityKind.MEMBER, loss, 1, 2);
    }

    static double lossOf(Yardstick yardstick, YardstickEvents events) throws Exception {
        float[] values = yardstick.predict(events, Yardstick.Progress.SILENT).values();
        return events.loss(values, events.split());
    }
}

package io.metarefresh.evaluation.yardstick;

import io.metarefresh.interaction.Interaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The baseline without any model: the smoothed running mean label of the member and that of the item, both updated after each event,
 * added (halved, to be a probability). Smoothing is (sum + 5 × mean so far) / (count + 5), as in the importers.
 */
final class RunningMeans implements Yardstick {
    private static final double PRIOR_COUNT = 5;

    private static final class Mean {
        private double sum;
        private long count;

        double smoothed(double prior) {
            return (sum + PRIOR_COUNT * prior) / (count + PRIOR_COUNT);
        }

        void add(double label) {
            sum += label;
            count++;
        }
    }

    @Override
    public Prediction predict(YardstickEvents events, Progress progress) {
        return new Prediction(predict(events.data().interactions(), events.split()), "");
    }

    /** A prediction for each event from {@code first} on, made before the event is counted. */
    static float[] predict(List<Interaction> events, int first) {
        Map<String, Mean> members = new HashMap<>();
        Map<String, Mean> items = new HashMap<>();
        Mean all = new Mean();
        float[] predictions = new float[events.size() - first];
        for (int i = 0; i < events.size(); i++) {
            Interaction event = events.get(i);
            Mean member = members.computeIfAbsent(event.memberId(), id -> new Mean());
            Mean item = items.computeIfAbsent(event.itemId(), id -> new Mean());
            if (i >= first) {
                double prior = all.count == 0 ? 0.5 : all.sum / all.count;
                predictions[i - first] = (float) ((member.smoothed(prior) + item.smoothed(prior)) / 2);
            }
            member.add(event.label());
            item.add(event.label());
            all.add(event.label());
        }
        return predictions;
    }
}

package io.metarefresh.evaluation.yardstick;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Matrix factorisation with biases and category terms that learns from every event after it is scored. {@link #DRAWN} settings are drawn at
 * random; then, {@link #REFINEMENTS} times, {@link #NEIGHBOURS} neighbours of the best are tried, in each of which one number is halved or
 * doubled.
 */
final class OnlineFactorisation implements Yardstick {
    private static final int DRAWN = 36;
    private static final int REFINEMENTS = 12;
    private static final int NEIGHBOURS = 2;
    private static final List<FactorisationSetting> REFINED = Stream.of(FactorisationSetting.values())
            .filter(s -> s != FactorisationSetting.DIMENSIONS && s != FactorisationSetting.ONLINE_STEPS)
            .toList();

    @Override
    public Prediction predict(YardstickEvents events, Progress progress) {
        SplittableRandom random = new SplittableRandom(events.seed());
        int total = DRAWN + REFINEMENTS * NEIGHBOURS;
        List<Map<FactorisationSetting, Double>> drawn = new ArrayList<>();
        for (int i = 0; i < DRAWN; i++) {
            drawn.add(FactorisationSetting.drawAll(random));
        }
        Trial<Map<FactorisationSetting, Double>> best = Trial.best(
                drawn,
                settings -> FactorisationModel.tried(events, settings),
                events.threads(),
                (done, all) -> progress.at(done, total));
        for (int r = 0; r < REFINEMENTS; r++) {
            List<Map<FactorisationSetting, Double>> neighbours = new ArrayList<>();
            for (int n = 0; n < NEIGHBOURS; n++) {
                neighbours.add(neighbour(best.settings(), random));
            }
            int before = DRAWN + r * NEIGHBOURS;
            Trial<Map<FactorisationSetting, Double>> next = Trial.best(
                    neighbours,
                    settings -> FactorisationModel.tried(events, settings),
                    events.threads(),
                    (done, all) -> progress.at(before + done, total));
            best = next.betterThan(best) ? next : best;
        }
        return new Prediction(
                FactorisationModel.predict(events, best.settings(), events.split(), events.size()),
                FactorisationSetting.text(best.settings()));
    }

    private static Map<FactorisationSetting, Double> neighbour(
            Map<FactorisationSetting, Double> settings, SplittableRandom random) {
        FactorisationSetting changed = REFINED.get(random.nextInt(REFINED.size()));
        double value = settings.get(changed) * (random.nextBoolean() ? 2 : 0.5);
        Map<FactorisationSetting, Double> neighbour = new EnumMap<>(settings);
        neighbour.put(changed, changed.isCount() ? Math.max(1, Math.floor(value)) : value);
        return neighbour;
    }
}

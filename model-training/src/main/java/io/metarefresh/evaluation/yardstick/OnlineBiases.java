package io.metarefresh.evaluation.yardstick;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One number a member and one an item, each moved by one gradient step after every event: the online Rasch model, or Elo. Three
 * decays, six rates of members and four of items are tried, each with each.
 */
final class OnlineBiases implements Yardstick {
    private static final double[] DECAY = {0.005, 0.02, 0.1};
    private static final double[] MEMBER_RATE = {0.05, 0.1, 0.15, 0.2, 0.3, 0.4};
    private static final double[] ITEM_RATE = {0.02, 0.05, 0.1, 0.2};
    private static final double PASSES = 10;
    private static final double RATE = 0.02;

    @Override
    public Prediction predict(YardstickEvents events, Progress progress) {
        Trial<Map<FactorisationSetting, Double>> best =
                Trial.best(grid(), settings -> FactorisationModel.tried(events, settings), events.threads(), progress);
        return new Prediction(
                FactorisationModel.predict(events, best.settings(), events.split(), events.size()),
                FactorisationSetting.text(best.settings()));
    }

    private static List<Map<FactorisationSetting, Double>> grid() {
        List<Map<FactorisationSetting, Double>> grid = new ArrayList<>();
        for (double decay : DECAY) {
            for (double memberRate : MEMBER_RATE) {
                for (double itemRate : ITEM_RATE) {
                    Map<FactorisationSetting, Double> settings = new EnumMap<>(FactorisationSetting.class);
                    settings.put(FactorisationSetting.PASSES, PASSES);
                    settings.put(FactorisationSetting.RATE, RATE);
                    settings.put(FactorisationSetting.MEMBER_DECAY, decay);
                    settings.put(FactorisationSetting.ITEM_DECAY, decay);
                    settings.put(FactorisationSetting.ONLINE_STEPS, 1.0);
                    settings.put(FactorisationSetting.ONLINE_MEMBER_RATE, memberRate);
                    settings.put(FactorisationSetting.ONLINE_ITEM_RATE, itemRate);
                    grid.add(settings);
                }
            }
        }
        return grid;
    }
}

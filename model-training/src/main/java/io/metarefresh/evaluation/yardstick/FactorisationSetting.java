package io.metarefresh.evaluation.yardstick;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** What is to be chosen of {@link FactorisationModel}, each with the values that a random search draws from. */
enum FactorisationSetting {
    /** Numbers in a member's and an item's factor. */
    DIMENSIONS(4, 8, 16),
    /** Passes over the events that are fitted. */
    PASSES(5, 10, 20, 40),
    /** First rate of the passes, for biases and factors. */
    RATE(0.01, 0.02, 0.04),
    /** L2 of the member's numbers, in the passes and online. */
    MEMBER_DECAY(0.02, 0.05, 0.1, 0.2),
    /** L2 of the item's numbers, in the passes and online. */
    ITEM_DECAY(0.02, 0.05, 0.1, 0.2),
    /** First rate of the passes, for categories. */
    CATEGORY_RATE(0, 0.02, 0.05),
    /** Steps after each scored event. */
    ONLINE_STEPS(1, 1, 2),
    /** Rate of these steps, for the member's bias. */
    ONLINE_MEMBER_RATE(0.05, 0.1, 0.2, 0.3),
    /** Rate of these steps, for the item's bias. */
    ONLINE_ITEM_RATE(0.01, 0.03, 0.1),
    /** Rate of these steps, for the member's factor. */
    ONLINE_MEMBER_FACTOR_RATE(0.02, 0.05, 0.1, 0.2),
    /** Rate of these steps, for the item's factor. */
    ONLINE_ITEM_FACTOR_RATE(0, 0.01, 0.02, 0.05),
    /** Rate of these steps, for categories. */
    ONLINE_CATEGORY_RATE(0.05, 0.1, 0.3);

    private final double[] choices;

    FactorisationSetting(double... choices) {
        this.choices = choices;
    }

    /** One of its values. */
    double draw(SplittableRandom random) {
        return choices[random.nextInt(choices.length)];
    }

    /** Whether it is a whole number of at least 1. */
    boolean isCount() {
        return this == DIMENSIONS || this == PASSES || this == ONLINE_STEPS;
    }

    /** All settings at random. */
    static Map<FactorisationSetting, Double> drawAll(SplittableRandom random) {
        Map<FactorisationSetting, Double> drawn = new EnumMap<>(FactorisationSetting.class);
        for (FactorisationSetting setting : values()) {
            drawn.put(setting, setting.draw(random));
        }
        return drawn;
    }

    /** For people. */
    static String text(Map<FactorisationSetting, Double> settings) {
        return settings.entrySet().stream()
                .map(e -> e.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " "
                        + (e.getKey().isCount() ? "" + e.getValue().intValue() : "" + e.getValue()))
                .collect(Collectors.joining(", "));
    }
}

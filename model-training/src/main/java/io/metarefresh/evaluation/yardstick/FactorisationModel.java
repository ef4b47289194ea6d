package io.metarefresh.evaluation.yardstick;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Matrix factorisation with biases and category terms that goes on learning:
 *
 * <pre>score = base + member bias + item bias + member factor · item factor + mean over the categories of (member's + everybody's)</pre>
 *
 * <p>Stochastic gradient descent over the fitted events in random order, then one or two steps after each later event. Without dimensions
 * and category rates only the two biases are left: the online Rasch model, or Elo.
 */
final class FactorisationModel {
    /** Width of the uniform distribution from which factors start. */
    private static final double START_WIDTH = 0.35;
    /** Share of the rate that has gone by the last pass. */
    private static final double RATE_FALL = 0.9;
    /** Biases decay less than factors, categories that are everybody's learn slower than those of one member. */
    private static final double BIAS_DECAY_SHARE = 0.2;

    private static final double SHARED_CATEGORY_RATE_SHARE = 0.1;

    private record Rates(double memberBias, double itemBias, double memberFactor, double itemFactor, double category) {}

    private final YardstickEvents events;
    private final Map<FactorisationSetting, Double> settings;
    private final int fit;
    private final ScoreScale scale;
    private final int dimensions;
    private final int categories;
    private final double memberDecay;
    private final double itemDecay;
    private final double[] memberBias;
    private final double[] itemBias;
    private final double[] memberFactors;
    private final double[] itemFactors;
    private final double[] memberCategories;
    private final double[] sharedCategories;

    private FactorisationModel(YardstickEvents events, Map<FactorisationSetting, Double> settings, int fit, int until) {
        this.events = events;
        this.settings = settings;
        this.fit = fit;
        this.scale = ScoreScale.of(events.labels(), 0, fit, events.loss());
        this.dimensions = (int) of(FactorisationSetting.DIMENSIONS);
        boolean categorised =
                of(FactorisationSetting.CATEGORY_RATE) > 0 || of(FactorisationSetting.ONLINE_CATEGORY_RATE) > 0;
        this.categories = categorised ? events.categories().size() : 0;
        this.memberDecay = of(FactorisationSetting.MEMBER_DECAY);
        this.itemDecay = of(FactorisationSetting.ITEM_DECAY);
        int members = countOf(events.members(), until);
        int items = countOf(events.items(), until);
        memberBias = new double[members];
        itemBias = new double[items];
        memberFactors = new double[Math.multiplyExact(members, dimensions)];
        itemFactors = new double[Math.multiplyExact(items, dimensions)];
        memberCategories = new double[Math.multiplyExact(members, categories)];
        sharedCategories = new double[categories];
    }

    /** Fits the events [0, fit), then predicts each of [fit, until) and learns from it afterwards. */
    static float[] predict(YardstickEvents events, Map<FactorisationSetting, Double> settings, int fit, int until) {
        return new FactorisationModel(events, settings, fit, until).run(until);
    }

    private double of(FactorisationSetting setting) {
        return settings.getOrDefault(setting, 0.0);
    }

    private static int countOf(int[] numbers, int until) {
        return Arrays.stream(numbers, 0, until).max().orElse(-1) + 1;
    }

    private float[] run(int until) {
        SplittableRandom random = new SplittableRandom(events.seed());
        int known = countOf(events.items(), fit);
        fillAtRandom(memberFactors, memberFactors.length, random.split());
        // An item without events says nothing: its factor stays 0 until it has one.
        fillAtRandom(itemFactors, known * dimensions, random.split());
        fit(random);
        startNewMembersAtTheMean();
        Rates online = new Rates(
                of(FactorisationSetting.ONLINE_MEMBER_RATE),
                of(FactorisationSetting.ONLINE_ITEM_RATE),
                of(FactorisationSetting.ONLINE_MEMBER_FACTOR_RATE),
                of(FactorisationSetting.ONLINE_ITEM_FACTOR_RATE),
                of(FactorisationSetting.ONLINE_CATEGORY_RATE));
        float[] predictions = new float[until - fit];
        for (int event = fit; event < until; event++) {
            predictions[event - fit] = scale.prediction(score(event));
            for (int step = 0; step < (int) of(FactorisationSetting.ONLINE_STEPS); step++) {
                learn(event, online);
            }
        }
        return predictions;
    }

    private static void fillAtRandom(double[] table, int until, SplittableRandom random) {
        for (int k = 0; k < until; k++) {
            table[k] = START_WIDTH * (random.nextDouble() - 0.5);
        }
    }

    private void fit(SplittableRandom random) {
        int passes = (int) of(FactorisationSetting.PASSES);
        int[] order = new int[fit];
        Arrays.setAll(order, i -> i);
        for (int pass = 0; pass < passes; pass++) {
            double share = 1 - RATE_FALL * pass / passes;
            double rate = share * of(FactorisationSetting.RATE);
            Rates rates = new Rates(rate, rate, rate, rate, share * of(FactorisationSetting.CATEGORY_RATE));
            for (int i = fit - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swapped = order[i];
                order[i] = order[j];
                order[j] = swapped;
            }
            for (int event : order) {
                learn(event, rates);
            }
        }
    }

    private double score(int event) {
        int member = events.members()[event];
        int item = events.items()[event];
        double score = scale.base() + memberBias[member] + itemBias[item];
        for (int k = 0; k < dimensions; k++) {
            score += memberFactors[member * dimensions + k] * itemFactors[item * dimensions + k];
        }
        if (categories > 0) {
            int[] own = events.categories().of(event);
            double sum = 0;
            for (int category : own) {
                sum += memberCategories[member * categories + category] + sharedCategories[category];
            }
            score += own.length == 0 ? 0 : sum / own.length;
        }
        return score;
    }

    private void learn(int event, Rates rates) {
        int member = events.members()[event];
        int item = events.items()[event];
        double error = scale.scaled(events.labels()[event]) - scale.expected(score(event));
        for (int k = 0; k < dimensions; k++) {
            int m = member * dimensions + k;
            int i = item * dimensions + k;
            double before = memberFactors[m];
            memberFactors[m] += rates.memberFactor * (error * itemFactors[i] - memberDecay * before);
            itemFactors[i] += rates.itemFactor * (error * before - itemDecay * itemFactors[i]);
        }
        memberBias[member] += rates.memberBias * (error - BIAS_DECAY_SHARE * memberDecay * memberBias[member]);
        itemBias[item] += rates.itemBias * (error - BIAS_DECAY_SHARE * itemDecay * itemBias[item]);
        if (categories > 0) {
            int[] own = events.categories().of(event);
            for (int category : own) {
                int m = member * categories + category;
                double share = error / own.length;
                memberCategories[m] += rates.category * (share - memberDecay * memberCategories[m]);
                sharedCategories[category] +=
                        SHARED_CATEGORY_RATE_SHARE * rates.category * (share - itemDecay * sharedCategories[category]);
            }
        }
    }

    private void startNewMembersAtTheMean() {
        int seen = countOf(events.members(), fit);
        startAtTheMean(memberBias, 1, seen);
        startAtTheMean(memberFactors, dimensions, seen);
        startAtTheMean(memberCategories, categories, seen);
    }

    /** Members are numbered as they come: the first {@code seen} are those of the fit. */
    private static void startAtTheMean(double[] table, int width, int seen) {
        for (int k = 0; k < width && seen > 0; k++) {
            double sum = 0;
            for (int member = 0; member < seen; member++) {
                sum += table[member * width + k];
            }
            for (int at = seen * width + k; at < table.length; at += width) {
                table[at] = sum / seen;
            }
        }
    }

    /** Whether a prediction can be used. */
    static boolean isFinite(float[] predictions) {
        for (float prediction : predictions) {
            if (!Float.isFinite(prediction)) {
                return false;
            }
        }
        return true;
    }

    /** The loss on the validation part, no number where the settings diverge. */
    static Trial<Map<FactorisationSetting, Double>> tried(
            YardstickEvents events, Map<FactorisationSetting, Double> settings) {
        float[] predictions = predict(events, settings, events.validation(), events.split());
        return new Trial<>(
                settings, isFinite(predictions) ? events.loss(predictions, events.validation()) : Double.NaN);
    }
}

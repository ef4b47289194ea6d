package io.metarefresh.innerloop;

import static org.assertj.core.api.Assertions.assertThat;

/** AGREE of the design: |a − b| ≤ 1e-5 (1 + |b|) in every component. */
final class Agreement {
    static final double TOLERANCE = 1e-5;

    private Agreement() {}

    /** |a − b| / (1 + |b|). */
    static double difference(double actual, double expected) {
        return Math.abs(actual - expected) / (1 + Math.abs(expected));
    }

    /** The largest difference of any component. */
    static double worst(float[] actual, double[] expected) {
        assertThat(actual).hasSize(expected.length);
        double worst = 0;
        for (int i = 0; i < actual.length; i++) {
            worst = Math.max(worst, difference(actual[i], expected[i]));
        }
        return worst;
    }

    static void assertAgrees(String what, float[] actual, double[] expected) {
        assertThat(actual).as(what).hasSize(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertAgrees(what + " component " + i, actual[i], expected[i]);
        }
    }

    static void assertAgrees(String what, double actual, double expected) {
        assertThat(difference(actual, expected))
                .as(what + ": " + actual + " against " + expected)
                .isLessThanOrEqualTo(TOLERANCE);
    }

    static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}

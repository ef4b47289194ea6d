package io.metarefresh.innerloop;

import static org.assertj.core.api.Assertions.assertThat;

/** AGREE of the design: |a − b| ≤ 1e-5 (1 + |b|) in every component. */
final class Agreement {
    private static final double TOLERANCE = 1e-5;

    private Agreement() {}

    static boolean agrees(double actual, double expected) {
        return Math.abs(actual - expected) <= TOLERANCE * (1 + Math.abs(expected));
    }

    static boolean agrees(float[] actual, double[] expected) {
        boolean all = actual.length == expected.length;
        for (int i = 0; all && i < actual.length; i++) {
            all = agrees(actual[i], expected[i]);
        }
        return all;
    }

    static void assertAgrees(String what, float[] actual, double[] expected) {
        assertThat(actual).as(what).hasSize(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertAgrees(what + " component " + i, actual[i], expected[i]);
        }
    }

    static void assertAgrees(String what, double actual, double expected) {
        assertThat(actual).as(what).satisfies(a -> assertThat(agrees(a, expected))
                .as(what + ": " + a + " against " + expected)
                .isTrue());
    }

    static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}

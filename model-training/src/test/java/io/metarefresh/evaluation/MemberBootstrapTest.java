package io.metarefresh.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.prediction.AreaUnderCurve;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MemberBootstrapTest {
    private static final int ROWS = 400;
    private final SplittableRandom random = new SplittableRandom(3);
    private final float[] labels = new float[ROWS];
    private final float[] good = new float[ROWS];
    private final float[] poor = new float[ROWS];
    private final int[] members = new int[ROWS];

    MemberBootstrapTest() {
        for (int i = 0; i < ROWS; i++) {
            labels[i] = random.nextInt(2);
            // Few distinct scores, so that there are ties.
            good[i] = Math.round(10 * (0.6 * labels[i] + random.nextDouble())) / 10f;
            poor[i] = (float) random.nextDouble();
            members[i] = 7 * random.nextInt(40);
        }
    }

    @Test
    void theSameSeedGivesTheSameIntervalsAndAnotherSeedOthers() {
        Interval first = bootstrap(200, 1).ofColumn(0);
        assertThat(bootstrap(200, 1).ofColumn(0)).isEqualTo(first);
        assertThat(bootstrap(200, 2).ofColumn(0)).isNotEqualTo(first);
    }

    @Test
    void intervalsHoldTheValueAndTellBetterFromPoorer() {
        MemberBootstrap bootstrap = bootstrap(500, 1);
        double[] scores = new double[ROWS];
        for (int i = 0; i < ROWS; i++) {
            scores[i] = good[i];
        }
        double auc = AreaUnderCurve.of(scores, labels, 0.5f);
        assertThat(auc)
                .isBetween(bootstrap.ofColumn(0).low(), bootstrap.ofColumn(0).high());
        assertThat(bootstrap.ofDifference(0, 1).low()).isPositive();
        assertThat(bootstrap.ofDifference(0, 0)).isEqualTo(new Interval(0, 0));
    }

    @Test
    void percentilesAreLinearBetweenReplicatesAndSkipWhatIsNoNumber() {
        double[] replicates = new double[42];
        for (int i = 0; i < 41; i++) {
            replicates[i] = 40 - i;
        }
        replicates[41] = Double.NaN;
        assertThat(Interval.of(replicates)).isEqualTo(new Interval(1, 39));
        assertThat(Interval.of(new double[] {1})).isNull();
        assertThat(bootstrap(0, 1).ofColumn(0)).isNull();
    }

    private MemberBootstrap bootstrap(int replicates, long seed) {
        return new MemberBootstrap(List.of(good, poor), labels, 0.5f, members, replicates, seed);
    }
}

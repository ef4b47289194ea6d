package io.metarefresh.innerloop;

import io.metarefresh.interaction.Interaction;
import java.time.Duration;
import java.util.List;

/** w̃_i = w_i · 2^(−age_i / half_life), with the age against the newest row of the set (snapshot format, chapter 5). */
public final class SupportWeights {
    /** 0 where weights do not decay. */
    private final double halfLifeMillis;

    /** @param halfLife age at which a weight is halved; null where weights do not decay */
    public SupportWeights(Duration halfLife) {
        this.halfLifeMillis = halfLife == null ? 0 : halfLife.getSeconds() * 1e3 + halfLife.getNano() / 1e6;
    }

    /** Writes the weights of rows (oldest first) to {@code target} from {@code offset} on and returns their sum. */
    public double fill(List<Interaction> rows, double[] target, int offset) {
        double sum = 0;
        for (int i = 0; i < rows.size(); i++) {
            double weight = rows.get(i).weight();
            if (halfLifeMillis > 0) {
                // In double: a difference of extreme times would overflow a long.
                double age = (double) rows.get(rows.size() - 1).eventTimeMillis()
                        - (double) rows.get(i).eventTimeMillis();
                weight *= Math.pow(2, -age / halfLifeMillis);
            }
            target[offset + i] = weight;
            sum += weight;
        }
        return sum;
    }
}

package io.metarefresh.benchmarks.load;

import java.util.Random;

/**
 * When events are due: a Poisson process, as independent members make one, with a fixed seed. The rate is steady, or rises for a
 * burst in every period.
 */
public final class Arrivals {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double burstFactor;
    private final double periodSeconds;
    private final double burstSeconds;
    private final Random random;
    private double seconds;

    private Arrivals(double perSecond, double burstFactor, double periodSeconds, double burstSeconds, long seed) {
        this.perSecond = perSecond;
        this.burstFactor = burstFactor;
        this.periodSeconds = periodSeconds;
        this.burstSeconds = burstSeconds;
        this.random = new Random(seed);
    }

    public static Arrivals steady(double perSecond, long seed) {
        return new Arrivals(perSecond, 1, 1, 0, seed);
    }

    /** @param factor by which the rate rises for the last {@code burstSeconds} of every {@code periodSeconds} */
    public static Arrivals bursts(
            double perSecond, double factor, double periodSeconds, double burstSeconds, long seed) {
        return new Arrivals(perSecond, factor, periodSeconds, burstSeconds, seed);
    }

    /** Due time of the next event, in nanoseconds since the start. */
    public long nextNanos() {
        while (true) {
            double inPeriod = seconds % periodSeconds;
            boolean burst = inPeriod >= periodSeconds - burstSeconds;
            double rate = burst ? perSecond * burstFactor : perSecond;
            double untilChange = (burst ? periodSeconds : periodSeconds - burstSeconds) - inPeriod;
            double gap = -Math.log(1 - random.nextDouble()) / rate;
            if (burstSeconds == 0 || gap < untilChange) {
                seconds += gap;
                return (long) (seconds * NANOS);
            }
            // A Poisson process has no memory: the next event is drawn anew where the rate changes.
            seconds += untilChange + 1e-9;
        }
    }
}

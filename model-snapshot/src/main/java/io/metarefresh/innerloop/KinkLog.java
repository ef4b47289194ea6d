package io.metarefresh.innerloop;

import io.metarefresh.innerloop.ReferenceInnerLoop.Kink;
import io.metarefresh.snapshot.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Multiplies gradients with the derivatives of activations, and notes how near to its kink each unit was on the way. */
final class KinkLog {
    private final Set<Integer> flipped;
    private final List<Kink> near = new ArrayList<>();
    private int units;
    private double smallestDistance = Double.POSITIVE_INFINITY;

    /** @param flipped numbers of the units, in the order of the computation, that count as on the other side of their kink */
    KinkLog(Set<Integer> flipped) {
        this.flipped = flipped;
    }

    /** g ⊙ φ′(z). A unit that no gradient reaches is not noted: its side does not matter. */
    double[] timesDerivative(double[] g, double[] z, Activation activation) {
        double[] result = new double[g.length];
        for (int i = 0; i < g.length; i++) {
            boolean right = activation.hasKink() && g[i] != 0 && isRightOfKink(z[i]);
            double slope = activation.derivative(z[i], right);
            // Not a product: an infinite gradient ends at a unit without slope.
            result[i] = slope == 0 ? 0 : g[i] * slope;
        }
        return result;
    }

    private boolean isRightOfKink(double z) {
        int index = units++;
        double distance = Math.abs(z);
        smallestDistance = Math.min(smallestDistance, distance);
        if (distance <= KinkCheck.TOLERANCE) {
            near.add(new Kink(index, distance));
        }
        return z > 0 != flipped.contains(index);
    }

    /** Smallest |z| of any unit that was noted; infinite where there was none. */
    double smallestDistance() {
        return smallestDistance;
    }

    /** All that were within {@link KinkCheck#TOLERANCE}. */
    List<Kink> near() {
        return List.copyOf(near);
    }
}

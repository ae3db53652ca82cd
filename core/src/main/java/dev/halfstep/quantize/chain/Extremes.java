package dev.halfstep.quantize.chain;

import dev.halfstep.lower.Dense.FloatDense;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.BitSet;

/** The inputs at which the units of a first layer are furthest from 0, of all that features can be: the ends of each sum. */
public final class Extremes {

    private final FloatDense first;
    private final FitRequest.Domain domain;
    private final BitSet grouped = new BitSet();

    private Extremes(FloatDense first, FitRequest.Domain domain) {
        this.first = first;
        this.domain = domain;
        domain.groups().forEach(group -> grouped.set(group.first(), group.first() + group.count()));
    }

    /** As rows {@code [2 * units, features]}; see {@link #of}. */
    public static Tensor rows(DenseChain chain, FitRequest.Domain domain) {
        FloatDense first = chain.layer(0);
        Sample sample = of(first, domain);
        var values = new float[sample.rows() * first.inputs()];
        for (int i = 0; i < values.length; i++) {
            values[i] = sample.columns()[i % first.inputs()][i / first.inputs()];
        }
        return Tensor.of(Shape.of(sample.rows(), first.inputs()), values);
    }

    /** Two rows for each unit: of its smallest sum, and of its largest. */
    static Sample of(FloatDense first, FitRequest.Domain domain) {
        var extremes = new Extremes(first, domain);
        var columns = new float[first.inputs()][2 * first.outputs()];
        var weights = new float[2 * first.outputs()];
        for (int row = 0; row < weights.length; row++) {
            weights[row] = 1;
            extremes.fill(columns, row, row / 2, row % 2 == 0 ? -1 : 1);
        }
        return new Sample(columns, weights);
    }

    private void fill(float[][] columns, int row, int unit, int sign) {
        for (int f = 0; f < first.inputs(); f++) {
            FitRequest.Reach reach = domain.reach().get(f);
            boolean up = !grouped.get(f) && sign * weight(unit, f) > 0;
            columns[f][row] = (float) (up ? reach.max() : reach.min());
        }
        for (FitRequest.Group group : domain.groups()) {
            int own = one(group, unit, sign);
            columns[own][row] = (float) domain.reach().get(own).max();
        }
    }

    /** The feature of a group that is to be set. */
    private int one(FitRequest.Group group, int unit, int sign) {
        int best = group.first();
        double most = Double.NEGATIVE_INFINITY;
        for (int f = group.first(); f < group.first() + group.count(); f++) {
            FitRequest.Reach reach = domain.reach().get(f);
            double gain = sign * weight(unit, f) * (reach.max() - reach.min());
            if (reach.max() > reach.min() && gain > most) {
                most = gain;
                best = f;
            }
        }
        return best;
    }

    private double weight(int unit, int feature) {
        return first.weights()[unit * first.inputs() + feature];
    }
}

package dev.halfstep.evaluate;

import dev.halfstep.tensor.Tensor;

/**
 * The means of labels, by target: what a model is compared with that knows nothing else. They have to be known before a {@link Tally}
 * begins. Taken over blocks of rows in their order, with the same result wherever blocks end.
 */
public final class LabelMeans {

    private double[] sumsInUnits = {};
    private double[] sums = {};
    private long rows;

    /** The means over no rows yet. */
    public LabelMeans() {}

    /** The means over rows that are all there is. */
    static LabelMeans of(Labelled all) {
        var means = new LabelMeans();
        means.add(all);
        return means;
    }

    /** Adds the next rows. */
    public void add(Labelled block) {
        int width = block.width();
        if (rows == 0) {
            sumsInUnits = new double[width];
            sums = new double[width];
        }
        Tensor labels = block.labels();
        for (int i = 0; i < labels.values().length; i++) {
            sumsInUnits[i % width] += block.labelsInUnits()[i];
            sums[i % width] += labels.values()[i];
        }
        rows += block.rows();
    }

    /** How many rows were added. */
    public long rows() {
        return rows;
    }

    double[] inUnits() {
        return divided(sumsInUnits);
    }

    double[] standardised() {
        return divided(sums);
    }

    private double[] divided(double[] totals) {
        var means = new double[totals.length];
        for (int t = 0; t < means.length; t++) {
            means[t] = totals[t] / rows;
        }
        return means;
    }
}

package dev.halfstep.calibrate;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.tensor.Tensor;

/**
 * The mean of what each weight of a layer is multiplied by, over rows and positions. Sums are linear in it: with any weights their
 * means follow, and the layer need not run. Blocks of rows are looked at one after another.
 */
public final class LayerMeans {

    private final LayerVectors vectors;
    /** {@code [weight of an output, group by group]}. */
    private final double[] totals;
    private long positions;

    private LayerMeans(LayerVectors vectors) {
        this.vectors = vectors;
        totals = new double[vectors.groups() * vectors.width()];
    }

    /**
     * The means for a layer, of which nothing was seen yet.
     *
     * @param node a node with weights that are known
     */
    public static LayerMeans of(Graph network, Node node) {
        return new LayerMeans(LayerVectors.of(network, node));
    }

    /** Looks at what the layer reads in some rows. */
    public void add(Tensor inputs) {
        float[] values = inputs.values();
        long here = vectors.positions(values.length);
        for (long position = 0; position < here; position++) {
            vectors.forEach(position, (place, step, value, count) -> {
                for (int i = 0; i < count; i++) {
                    totals[place + i * step] += values[value + i];
                }
            });
        }
        positions += here;
    }

    /**
     * The mean of each channel's sums, without bias and activation; 0 where nothing was seen.
     *
     * @param weights of the shape that they have in the network
     */
    public double[] sums(Tensor weights) {
        var sums = new double[vectors.outputs()];
        int perGroup = sums.length / vectors.groups();
        for (int o = 0; o < sums.length; o++) {
            int group = o / perGroup * vectors.width();
            for (int i = 0; i < vectors.width(); i++) {
                sums[o] += weights.values()[vectors.weight(o, i)] * (totals[group + i] / Math.max(1, positions));
            }
        }
        return sums;
    }
}

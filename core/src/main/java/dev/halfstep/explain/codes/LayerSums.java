package dev.halfstep.explain.codes;

import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.Graph;
import dev.halfstep.lower.Dense.CodedDense;
import dev.halfstep.lower.SumScales;
import dev.halfstep.op.Activation;
import dev.halfstep.tensor.Codes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a dense layer on codes gives before it becomes codes: the real values of its sums, computed exactly in integers, behind
 * its activation.
 */
final class LayerSums {

    /**
     * So many products fit into an {@code int}: a code less its zero point is at most 2^15 in size, a weight 2^7, and 2^22 * 2^8 is
     * less than 2^31.
     */
    private static final int CHUNK = 1 << 8;

    private final DenseLayers.Layer place;
    private final CodedDense dense;
    /** Codes less their zero point, {@code [outputs][inputs]}. */
    private final int[] weights;
    /** What one unit of each output's sum stands for. */
    private final double[] scales;
    private final int[] row;

    private LayerSums(Graph graph, DenseLayers.Layer place, CodedDense dense, int[] weights) {
        this.place = place;
        this.dense = dense;
        this.weights = weights;
        scales = SumScales.of(graph.tensor(place.data()).quantization().orElseThrow().scale(),
                graph.tensor(place.weights()).quantization().orElseThrow().scales(), dense.outputs());
        row = new int[dense.inputs()];
    }

    /** The sums of the dense layers that give codes, and whose weights and biases are constant. */
    static List<LayerSums> of(DenseLayers layers) {
        // A file may use the same weights in ever so many layers.
        var weightsOf = new HashMap<Integer, int[]>();
        var sums = new ArrayList<LayerSums>();
        for (DenseLayers.Layer layer : layers.all()) {
            if (layers.isFixed(layer) && layers.lowered(layer).layer() instanceof CodedDense dense) {
                int[] weights = weightsOf.computeIfAbsent(layer.weights(),
                        none -> IntStream.range(0, dense.inputs() * dense.outputs()).map(dense::weight).toArray());
                sums.add(new LayerSums(layers.graph(), layer, dense, weights));
            }
        }
        return sums;
    }

    Activation activation() {
        return place.op().activation();
    }

    /** Index of the tensor that goes in. */
    int data() {
        return place.data();
    }

    /** Index of the tensor that comes out. */
    int output() {
        return place.output();
    }

    /** How many units the layer has. */
    int outputs() {
        return dense.outputs();
    }

    /**
     * The values of one row.
     *
     * @param codes that go in, {@code [rows, inputs]}
     * @param values that come out, one for each output
     */
    void run(Codes codes, int rowIndex, double[] values) {
        int inputs = dense.inputs();
        for (int i = 0; i < inputs; i++) {
            row[i] = (int) codes.rawCode(rowIndex * inputs + i) - dense.inputZeroPoint();
        }
        double min = activation().min();
        double max = activation().max();
        for (int o = 0; o < dense.outputs(); o++) {
            values[o] = Math.clamp(scales[o] * (dense.bias(o) + sum(o * inputs)), min, max);
        }
    }

    private long sum(int firstWeight) {
        long sum = 0;
        for (int from = 0; from < row.length; from += CHUNK) {
            int to = Math.min(row.length, from + CHUNK);
            int part = 0;
            for (int i = from; i < to; i++) {
                part += row[i] * weights[firstWeight + i];
            }
            sum += part;
        }
        return sum;
    }
}

package dev.halfstep.explain;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.TensorInfo;
import java.util.Map;
import java.util.Optional;

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

    private final FullyConnected op;
    private final int data;
    private final int output;
    private final int inputs;
    private final int outputs;
    private final int zeroPoint;
    private final int[] weights;
    private final long[] bias;
    /** What one unit of each output's sum stands for. */
    private final double[] scales;
    private final int[] row;

    private LayerSums(Graph graph, Node node, FullyConnected op, Map<Integer, int[]> weightsOf) {
        this.op = op;
        data = node.input(FullyConnected.DATA);
        output = node.output();
        var weightCodes = (Codes) graph.constant(node.input(FullyConnected.WEIGHTS));
        outputs = weightCodes.shape().extent(0);
        inputs = weightCodes.shape().extent(1);
        weights = weightsOf.computeIfAbsent(node.input(FullyConnected.WEIGHTS), none -> centred(weightCodes));
        Quantization in = graph.tensor(data).quantization().orElseThrow();
        Quantization ofWeights = weightCodes.quantization().orElseThrow();
        zeroPoint = Math.toIntExact(in.zeroPoint());
        bias = new long[outputs];
        scales = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            scales[o] = (double) in.scale() * ofWeights.scale(ofWeights.channels() == 1 ? 0 : o);
            bias[o] = node.hasInput(FullyConnected.BIAS)
                    ? ((Codes) graph.constant(node.input(FullyConnected.BIAS))).rawCode(o)
                    : 0;
        }
        row = new int[inputs];
    }

    /** Codes less their zero point, which only weights with one scale may have. */
    private static int[] centred(Codes codes) {
        var integers = new int[codes.shape().elements()];
        long weightZero = codes.quantization().orElseThrow().zeroPoint(0);
        for (int i = 0; i < integers.length; i++) {
            integers[i] = Math.toIntExact(codes.rawCode(i) - weightZero);
        }
        return integers;
    }

    /**
     * The sums of a node, if it is a dense layer that gives codes and whose weights and bias are constant.
     *
     * @param weightsOf weights that were made ready before, by tensor: a file may use the same ones in ever so many layers
     */
    static Optional<LayerSums> of(Graph graph, Node node, Map<Integer, int[]> weightsOf) {
        TensorInfo result = graph.tensor(node.output());
        return node.op() instanceof FullyConnected dense && result.dtype().isInteger()
                && graph.operands(node).isFixed(FullyConnected.WEIGHTS)
                && graph.operands(node).isFixed(FullyConnected.BIAS)
                        ? Optional.of(new LayerSums(graph, node, dense, weightsOf))
                        : Optional.empty();
    }

    FullyConnected op() {
        return op;
    }

    /** Index of the tensor that goes in. */
    int data() {
        return data;
    }

    /** Index of the tensor that comes out. */
    int output() {
        return output;
    }

    /** How many units the layer has. */
    int outputs() {
        return outputs;
    }

    /**
     * The values of one row.
     *
     * @param codes that go in, {@code [rows, inputs]}
     * @param values that come out, one for each output
     */
    void run(Codes codes, int rowIndex, double[] values) {
        for (int i = 0; i < inputs; i++) {
            row[i] = (int) codes.rawCode(rowIndex * inputs + i) - zeroPoint;
        }
        double min = op.activation().min();
        double max = op.activation().max();
        for (int o = 0; o < outputs; o++) {
            values[o] = Math.clamp(scales[o] * (bias[o] + sum(o * inputs)), min, max);
        }
    }

    private long sum(int firstWeight) {
        long sum = 0;
        for (int from = 0; from < inputs; from += CHUNK) {
            int to = Math.min(inputs, from + CHUNK);
            int part = 0;
            for (int i = from; i < to; i++) {
                part += row[i] * weights[firstWeight + i];
            }
            sum += part;
        }
        return sum;
    }
}

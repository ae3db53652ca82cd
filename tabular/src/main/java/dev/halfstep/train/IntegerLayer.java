package dev.halfstep.train;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.op.Activation;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;

/**
 * A dense layer of int8 codes, its parameters as the graph has them. With {@code c} the input codes less their zero point:
 *
 * <pre>
 * product = (sum of weights · c + bias) · multiplier
 * output code less its zero point = product, rounded with halves away from zero, clamped to [low, high]
 * </pre>
 *
 * which is what {@code Int8Dense} computes.
 *
 * @param weights
 *            index of the tensor of int8 codes [outputs][inputs]
 * @param bias
 *            index of the tensor of int32 codes [outputs], or {@link Node#ABSENT}
 * @param inputScale
 *            what one code of the input stands for
 * @param outputScale
 *            what one code of the output stands for
 * @param multipliers
 *            from a sum to output codes, [outputs]
 * @param low
 *            the smallest code less zero point that the type and the activation let through
 * @param high
 *            the largest one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record IntegerLayer(int weights, int bias, int inputs, int outputs, float inputScale, float outputScale,
        double[] multipliers, int low, int high) {

    /** A layer whose tensors are known to be int8 codes. */
    static IntegerLayer of(Graph graph, Node node) {
        int w = node.input(FullyConnected.WEIGHTS);
        int outputs = graph.tensor(w).shape().extent(0);
        int bias = node.hasInput(FullyConnected.BIAS) ? node.input(FullyConnected.BIAS) : Node.ABSENT;
        Quantization in = quantization(graph.tensor(node.input(FullyConnected.DATA)));
        Quantization out = quantization(graph.tensor(node.output()));
        Quantization weights = quantization(graph.tensor(w));
        var multipliers = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            float scale = weights.scale(weights.channels() == 1 ? 0 : o);
            multipliers[o] = (double) in.scale() * scale / out.scale();
        }
        Activation activation = ((FullyConnected) node.op()).activation();
        return new IntegerLayer(w, bias, graph.tensor(w).shape().extent(1), outputs, in.scale(), out.scale(),
                multipliers, limit(out, activation.min()), limit(out, activation.max()));
    }

    /** Where the activation or the type cuts off; infinity is saturated to the type's end. */
    private static int limit(Quantization output, float value) {
        return (int) (output.quantize(value, DType.INT8) - output.zeroPoint());
    }

    private static Quantization quantization(TensorInfo tensor) {
        return tensor.quantization().orElseThrow();
    }

    boolean hasBias() {
        return bias != Node.ABSENT;
    }

    Codes weightCodes(Graph graph) {
        return (Codes) graph.constant(weights);
    }

    /** The bias of each output; 0 where there is none. */
    int[] biasCodes(Graph graph) {
        return hasBias() ? ((Codes) graph.constant(bias)).rawInts() : new int[outputs];
    }

    /** The tensors that learning changes. */
    List<Integer> constants() {
        return hasBias() ? List.of(weights, bias) : List.of(weights);
    }

    /**
     * From sums without bias to output codes less their zero point, exactly as the integer kernel, for sums that are whole.
     *
     * @param sums
     *            [rows][outputs]
     * @param biases
     *            [outputs]
     * @param rounded
     *            whether products are rounded to whole codes
     * @param codes
     *            filled in, [rows][outputs]
     * @param slopes
     *            filled in with the derivative of each code by its sum, rounding taken for the identity: the multiplier, and 0
     *            where the product is cut off
     */
    void rescale(float[] sums, int[] biases, boolean rounded, float[] codes, float[] slopes) {
        for (int from = 0; from < sums.length; from += outputs) {
            for (int o = 0; o < outputs; o++) {
                double product = ((double) sums[from + o] + biases[o]) * multipliers[o];
                double code = rounded ? Quantization.roundHalfAway(product) : product;
                codes[from + o] = (float) Math.clamp(code, low, high);
                slopes[from + o] = product > low && product < high ? (float) multipliers[o] : 0;
            }
        }
    }
}

package dev.halfstep.train;

import dev.halfstep.graph.DenseLayers;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.lower.Dense.Int8Dense;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Quantization;

/**
 * A dense layer of int8 codes, its parameters as the graph has them. With {@code c} the input codes less their zero point:
 *
 * <pre>
 * product = (sum of weights · c + bias) · multiplier
 * output code less its zero point = product, rounded with halves away from zero, clamped to [low, high]
 * </pre>
 *
 * which is what {@link Int8Dense} computes.
 *
 * @param position where the layer stands in the graph
 * @param dense its arithmetic
 * @param inputScale
 *            what one code of the input stands for
 * @param outputScale
 *            what one code of the output stands for
 */
record FakeQuantLayer(DenseLayers.Layer position, Int8Dense dense, float inputScale, float outputScale) {

    /** A layer whose tensors are known to be int8 codes. */
    static FakeQuantLayer of(DenseLayers layers, DenseLayers.Layer position) {
        return new FakeQuantLayer(position, (Int8Dense) layers.lowered(position).layer(),
                scale(layers, position.data()),
                scale(layers, position.output()));
    }

    private static float scale(DenseLayers layers, int tensor) {
        return layers.graph().tensor(tensor).quantization().orElseThrow().scale();
    }

    int inputs() {
        return dense.inputs();
    }

    int outputs() {
        return dense.outputs();
    }

    /** From a sum to output codes, [outputs]. */
    double[] multipliers() {
        return dense.scales();
    }

    /** The smallest code less zero point that the type and the activation let through. */
    int low() {
        return dense.min() - dense.outputZeroPoint();
    }

    /** The largest one. */
    int high() {
        return dense.max() - dense.outputZeroPoint();
    }

    /** Index of the tensor of weights. */
    int weights() {
        return position.weights();
    }

    /** Index of the tensor of biases, or {@link Node#ABSENT}. */
    int bias() {
        return position.bias();
    }

    boolean hasBias() {
        return position.hasBias();
    }

    Codes weightCodes(Graph graph) {
        return (Codes) graph.constant(weights());
    }

    /** The bias of each output; 0 where there is none. */
    int[] biasCodes() {
        return dense.bias();
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
        double[] multipliers = multipliers();
        int low = low();
        int high = high();
        for (int from = 0; from < sums.length; from += dense.outputs()) {
            for (int o = 0; o < dense.outputs(); o++) {
                double product = ((double) sums[from + o] + biases[o]) * multipliers[o];
                double code = rounded ? Quantization.roundHalfAway(product) : product;
                codes[from + o] = (float) Math.clamp(code, low, high);
                slopes[from + o] = product > low && product < high ? (float) multipliers[o] : 0;
            }
        }
    }
}

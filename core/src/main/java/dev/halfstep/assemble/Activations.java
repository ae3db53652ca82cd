package dev.halfstep.assemble;

import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.op.elementwise.BinaryFunction;
import dev.halfstep.op.elementwise.Compare;
import dev.halfstep.op.elementwise.Gelu;
import dev.halfstep.op.elementwise.LeakyRelu;
import dev.halfstep.op.elementwise.Prelu;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.move.Selecting.Select;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;

/**
 * Activations as other formats have them: as an op where TensorFlow Lite has one, else put together of several. None overflows where
 * its result would not.
 */
public final class Activations {

    /** The self-normalizing unit's scale and slope, Klambauer et al. 2017. */
    private static final float SELU_SCALE = (float) 1.0507009873554805;
    private static final float SELU_ALPHA = (float) 1.6732632423543772;
    /** Abramowitz and Stegun, 7.1.26: off by at most 1.5e-7. */
    private static final float ERF_P = 0.3275911f;
    private static final double[] ERF = {1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592};

    private final Layers layers;
    private final Assembler network;

    /** Activations on a network. */
    public Activations(Layers layers) {
        this.layers = layers;
        network = layers.network();
    }

    /** A function that TensorFlow Lite has. */
    public int function(String name, UnaryFunction function, int data) {
        return network.apply(name, function, data);
    }

    /** {@code max(x, 0)}. */
    public int relu(String name, int data) {
        return network.apply(name, Relu.RELU, data);
    }

    /** {@code min(max(x, low), high)}; either may be infinite. */
    public int clip(String name, int data, float low, float high) {
        for (Relu relu : new Relu[] {Relu.RELU, Relu.RELU6, Relu.RELU_N1_TO_1}) {
            if (relu.min() == low && relu.max() == high) {
                return network.apply(name, relu, data);
            }
        }
        int least = low == Float.NEGATIVE_INFINITY ? data
                : network.apply(name + (high == Float.POSITIVE_INFINITY ? "" : "/low"),
                        low == 0 ? Relu.RELU : BinaryFunction.MAXIMUM, low == 0 ? new int[] {data}
                                : new int[] {data, layers.number(low)});
        return high == Float.POSITIVE_INFINITY ? least
                : network.apply(name, BinaryFunction.MINIMUM, least, layers.number(high));
    }

    /** {@code x} above zero, else {@code slope x}. */
    public int leakyRelu(String name, int data, float slope) {
        return network.apply(name, new LeakyRelu(slope), data);
    }

    /** {@code x} above zero, else {@code x} times a slope of its own, broadcast to the data. */
    public int prelu(String name, int data, Tensor slopes) {
        return network.apply(name, new Prelu(), data, network.constant(name + "/slopes", slopes));
    }

    /** {@code x} above a threshold, else 0. */
    public int thresholded(String name, int data, float threshold) {
        int above = network.apply(name + "/above", Compare.GREATER, DType.BOOL, data, layers.number(threshold));
        return network.apply(name, new Select(true), DType.FLOAT32, above, data, layers.number(0));
    }

    /** {@code x} above zero, else {@code alpha (exp(x) - 1)}. */
    public int elu(String name, int data, float alpha) {
        return alpha == 1 ? network.apply(name, UnaryFunction.ELU, data) : bent(name, data, 1, alpha);
    }

    /** {@code x} above zero, else {@code alpha (exp(x / alpha) - 1)}. */
    public int celu(String name, int data, float alpha) {
        return alpha == 1 ? network.apply(name, UnaryFunction.ELU, data) : bent(name, data, alpha, alpha);
    }

    /** {@link #elu} with the slope and scale that keep means and variances. */
    public int selu(String name, int data, float alpha, float scale) {
        return layers.withNumber(name, Kind.MUL, elu(name + "/elu", data, alpha), scale);
    }

    /** {@link #selu(String, int, float, float)} with the usual numbers. */
    public int selu(String name, int data) {
        return selu(name, data, SELU_ALPHA, SELU_SCALE);
    }

    /** {@code x} above zero, else {@code alpha (exp(x / width) - 1)}. */
    private int bent(String name, int data, float width, float alpha) {
        int below = network.apply(name + "/below", BinaryFunction.MINIMUM, data, layers.number(0));
        int narrow = width == 1 ? below : layers.withNumber(name + "/narrow", Kind.DIV, below, width);
        int curve = network.apply(name + "/curve", UnaryFunction.ELU, narrow);
        int scaled = layers.withNumber(name + "/scaled", Kind.MUL, curve, alpha);
        return layers.arithmetic(name, Kind.ADD, relu(name + "/above", data), scaled);
    }

    /** {@code log(1 + exp(x))}. */
    public int softplus(String name, int data) {
        int magnitude = network.apply(name + "/magnitude", UnaryFunction.ABS, data);
        // NEG has no integer form, products do.
        int decay = network.apply(name + "/decay", UnaryFunction.EXP,
                layers.withNumber(name + "/negative", Kind.MUL, magnitude, -1));
        int rest = network.apply(name + "/rest", UnaryFunction.LOG,
                layers.withNumber(name + "/sum", Kind.ADD, decay, 1));
        return layers.arithmetic(name, Kind.ADD, relu(name + "/above", data), rest);
    }

    /** {@code x / (1 + |x|)}. */
    public int softsign(String name, int data) {
        int magnitude = network.apply(name + "/magnitude", UnaryFunction.ABS, data);
        return layers.arithmetic(name, Kind.DIV, data, layers.withNumber(name + "/sum", Kind.ADD, magnitude, 1));
    }

    /** {@code x logistic(slope x)}, also named SiLU. */
    public int swish(String name, int data, float slope) {
        int argument = slope == 1 ? data : layers.withNumber(name + "/argument", Kind.MUL, data, slope);
        return layers.arithmetic(name, Kind.MUL, data,
                network.apply(name + "/logistic", UnaryFunction.LOGISTIC, argument));
    }

    /** {@code x tanh(softplus(x))}. */
    public int mish(String name, int data) {
        return layers.arithmetic(name, Kind.MUL, data,
                network.apply(name + "/tanh", UnaryFunction.TANH, softplus(name + "/softplus", data)));
    }

    /** {@code min(max(slope x + offset, 0), 1)}: through a fused limit of 6, which all types of codes have. */
    public int hardSigmoid(String name, int data, float slope, float offset) {
        int steep = 6 * slope == 1 ? data : layers.withNumber(name + "/steep", Kind.MUL, data, 6 * slope);
        int sixfold = network.apply(name + "/clipped", Relu.RELU6,
                layers.withNumber(name + "/shifted", Kind.ADD, steep, 6 * offset));
        return layers.withNumber(name, Kind.MUL, sixfold, 1f / 6);
    }

    /** {@code x min(max(x + 3, 0), 6) / 6}. */
    public int hardSwish(String name, int data) {
        return network.apply(name, UnaryFunction.HARD_SWISH, data);
    }

    /**
     * {@code x} times the share of a normal distribution below it.
     *
     * @param approximate by tanh
     */
    public int gelu(String name, int data, boolean approximate) {
        return network.apply(name, new Gelu(approximate), data);
    }

    /** The error function; off by 2e-7 or so. */
    public int erf(String name, int data) {
        int magnitude = network.apply(name + "/magnitude", UnaryFunction.ABS, data);
        int growing = layers.withNumber(name + "/growing", Kind.ADD,
                layers.withNumber(name + "/scaled", Kind.MUL, magnitude, ERF_P), 1);
        int t = layers.arithmetic(name + "/t", Kind.DIV, layers.number(1), growing);
        int polynomial = layers.number((float) ERF[0]);
        for (int i = 1; i < ERF.length; i++) {
            int product = layers.arithmetic(name + "/product" + i, Kind.MUL, t, polynomial);
            polynomial = layers.withNumber(name + "/sum" + i, Kind.ADD, product, (float) ERF[i]);
        }
        int square = layers.arithmetic(name + "/square", Kind.MUL, data, data);
        int bell = network.apply(name + "/bell", UnaryFunction.EXP,
                layers.withNumber(name + "/exponent", Kind.MUL, square, -1));
        int tail = layers.arithmetic(name + "/tail", Kind.MUL,
                layers.arithmetic(name + "/weighted", Kind.MUL, t, polynomial), bell);
        int even = layers.arithmetic(name + "/even", Kind.SUB, layers.number(1), tail);
        return layers.arithmetic(name, Kind.MUL, network.apply(name + "/sign", UnaryFunction.SIGN, data), even);
    }
}

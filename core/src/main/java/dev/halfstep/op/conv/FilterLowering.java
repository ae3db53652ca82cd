package dev.halfstep.op.conv;

import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer;
import dev.halfstep.lower.LoweredFilter.FilterLayer.FloatFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.HybridFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.IntegerFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.WideFilter;
import dev.halfstep.lower.LoweredFilter.WeightOrder;
import dev.halfstep.lower.Requantizer;
import dev.halfstep.lower.SlidingWindow;
import dev.halfstep.lower.SumScales;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Parameters;
import dev.halfstep.op.QuantizationRule.Weights;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.stream.DoubleStream;

/** The arithmetic of a convolution, by the types of its tensors. */
final class FilterLowering {

    /** For each input 2 bytes of code and 1 less its zero point; for each weight 2, and 4 in a vector; for each output sums and scales. */
    private static final long BYTES_PER_INPUT = 3;
    private static final long BYTES_PER_WEIGHT = 6;
    private static final long BYTES_PER_OUTPUT = 48;

    private final Operands operands;
    private final Weights at;
    private final SlidingWindow window;
    private final Activation activation;
    private final boolean asymmetric;
    private final int outputs;
    private final Parameters parameters;

    /**
     * @param at where data, weights and bias are among the operands
     * @param asymmetric whether real data are coded with a zero point, for weights in codes
     */
    FilterLowering(Operands operands, Weights at, SlidingWindow window, Activation activation, boolean asymmetric) {
        this.operands = operands;
        this.at = at;
        this.window = window;
        this.activation = activation;
        this.asymmetric = asymmetric;
        outputs = window.outputs();
        parameters = new Parameters(operands, at.weights(), at.bias(), outputs);
    }

    /** A bound on the memory that it takes to make a convolution ready to run, in bytes. */
    static long preparedBytes(Operands operands, Weights at) {
        Shape weights = operands.shape(at.weights());
        return BYTES_PER_INPUT * operands.shape(at.data()).elements() + BYTES_PER_WEIGHT * weights.elements()
                + BYTES_PER_OUTPUT * weights.extent(at.axis());
    }

    LoweredFilter lowered(WeightOrder order) {
        return new LoweredFilter(layer(), window, order, at.data(), parameters.computed());
    }

    private FilterLayer layer() {
        return switch (operands.dtype(at.data())) {
            case FLOAT32 -> operands.dtype(at.weights()) == DType.FLOAT32 ? floating() : hybrid();
            case INT8, UINT8 -> integers();
            case INT16 -> operands.has(at.bias()) && operands.dtype(at.bias()) == DType.INT32 ? integers()
                    : new WideFilter(parameters.codes(), parameters.longBias(),
                            requantizer(Requantizer.MAX_SHIFT_64));
            case INT4, INT32, INT64, BOOL, FLOAT16 -> throw new AssertionError(operands.dtype(at.data()));
        };
    }

    private FloatFilter floating() {
        return new FloatFilter(parameters.floatWeights(), parameters.floatBias(), activation.min(),
                activation.max());
    }

    private HybridFilter hybrid() {
        return new HybridFilter(parameters.codes(), operands.scale(at.weights()).scales(), parameters.floatBias(),
                asymmetric, activation.min(), activation.max());
    }

    private IntegerFilter integers() {
        DType type = operands.dtype(at.data());
        return new IntegerFilter(type, parameters.codes(),
                type == DType.UINT8 ? (int) operands.scale(at.weights()).zeroPoint() : 0, parameters.intBias(),
                (int) operands.scale(at.data()).zeroPoint(), requantizer(FixedPoint.MAX_SHIFT));
    }

    private Requantizer requantizer(int maxShift) {
        Quantization output = operands.outputScale();
        DType type = operands.output().dtype();
        return Requantizer.of(scales(), (int) output.zeroPoint(), activation.min(output, type),
                activation.max(output, type), maxShift);
    }

    /** From the scale of the sums to that of the output, for each output. */
    private double[] scales() {
        float input = operands.scale(at.data()).scale();
        double[] sums = SumScales.of(input, operands.scale(at.weights()).scales(), outputs);
        if (operands.dtype(at.data()) == DType.UINT8) {
            // That kernel is older: it multiplies the two scales in single precision.
            sums = DoubleStream.of(sums).map(product -> (float) product).toArray();
        }
        return SumScales.toCodes(sums, operands.outputScale().scale());
    }
}

package dev.halfstep.op.conv;

import static dev.halfstep.op.conv.Conv2D.BIAS;
import static dev.halfstep.op.conv.Conv2D.DATA;
import static dev.halfstep.op.conv.Conv2D.WEIGHTS;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer;
import dev.halfstep.lower.LoweredFilter.FilterLayer.FloatFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.HybridFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.IntegerFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.WideFilter;
import dev.halfstep.lower.Requantizer;
import dev.halfstep.lower.SlidingWindow;
import dev.halfstep.lower.SumScales;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.op.Operands;
import dev.halfstep.op.Parameters;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.stream.DoubleStream;

/** The arithmetic of a convolution, by the types of its tensors. */
final class FilterLowering {

    private final Conv2D op;
    private final Operands operands;
    private final SlidingWindow window;
    private final int outputs;
    private final Parameters parameters;

    FilterLowering(Conv2D op, Operands operands, SlidingWindow window) {
        this.op = op;
        this.operands = operands;
        this.window = window;
        outputs = window.outputs();
        parameters = new Parameters(operands, WEIGHTS, BIAS, outputs);
    }

    LoweredFilter lowered() {
        return new LoweredFilter(layer(), window, op.depthwise(), parameters.computed());
    }

    private FilterLayer layer() {
        return switch (operands.dtype(DATA)) {
            case FLOAT32 -> operands.dtype(WEIGHTS) == DType.FLOAT32 ? floating() : hybrid();
            case INT8, UINT8 -> integers();
            case INT16 -> operands.has(BIAS) && operands.dtype(BIAS) == DType.INT32 ? integers()
                    : new WideFilter(parameters.codes(), parameters.longBias(),
                            requantizer(Requantizer.MAX_SHIFT_64));
            case INT4, INT32, INT64, BOOL, FLOAT16 -> throw new AssertionError(operands.dtype(DATA));
        };
    }

    private FloatFilter floating() {
        return new FloatFilter(parameters.floatWeights(), parameters.floatBias(), op.activation().min(),
                op.activation().max());
    }

    /** Images are coded with a zero point if each output has a scale of its own. */
    private HybridFilter hybrid() {
        Quantization q = operands.scale(WEIGHTS);
        return new HybridFilter(parameters.codes(), q.scales(), parameters.floatBias(),
                op.depthwise() || Conv2D.hasOwnScales(q), op.activation().min(), op.activation().max());
    }

    private IntegerFilter integers() {
        DType type = operands.dtype(DATA);
        return new IntegerFilter(type, parameters.codes(),
                type == DType.UINT8 ? (int) operands.scale(WEIGHTS).zeroPoint() : 0, parameters.intBias(),
                (int) operands.scale(DATA).zeroPoint(), requantizer(FixedPoint.MAX_SHIFT));
    }

    private Requantizer requantizer(int maxShift) {
        Quantization output = operands.outputScale();
        DType type = operands.output().dtype();
        return Requantizer.of(scales(), (int) output.zeroPoint(), op.activation().min(output, type),
                op.activation().max(output, type), maxShift);
    }

    /** From the scale of the sums to that of the output, for each output. */
    private double[] scales() {
        float input = operands.scale(DATA).scale();
        double[] sums = SumScales.of(input, operands.scale(WEIGHTS).scales(), outputs);
        if (operands.dtype(DATA) == DType.UINT8) {
            // That kernel is older: it multiplies the two scales in single precision.
            sums = DoubleStream.of(sums).map(product -> (float) product).toArray();
        }
        return SumScales.toCodes(sums, operands.outputScale().scale());
    }
}

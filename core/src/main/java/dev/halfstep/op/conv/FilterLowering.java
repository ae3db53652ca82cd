package dev.halfstep.op.conv;

import static dev.halfstep.op.conv.Conv2D.BIAS;
import static dev.halfstep.op.conv.Conv2D.DATA;
import static dev.halfstep.op.conv.Conv2D.WEIGHTS;
import static dev.halfstep.tensor.DType.INT32;
import static dev.halfstep.tensor.DType.INT64;
import static dev.halfstep.tensor.DType.UINT8;

import dev.halfstep.lower.Computed;
import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer;
import dev.halfstep.lower.LoweredFilter.FilterLayer.FloatFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.HybridFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.IntegerFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.WideFilter;
import dev.halfstep.lower.Requantizer;
import dev.halfstep.lower.SlidingWindow;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.Optional;

/** The arithmetic of a convolution, by the types of its tensors. */
final class FilterLowering {

    private final Conv2D op;
    private final Operands operands;
    private final SlidingWindow window;
    private final int outputs;
    /** Weights that another node computes are not known yet, and may change from run to run. */
    private final boolean fixed;

    FilterLowering(Conv2D op, Operands operands, SlidingWindow window) {
        this.op = op;
        this.operands = operands;
        this.window = window;
        outputs = window.outputs();
        fixed = operands.isFixed(WEIGHTS) && operands.isFixed(BIAS);
    }

    LoweredFilter lowered() {
        Optional<Computed> computed = fixed ? Optional.empty()
                : Optional.of(new Computed(WEIGHTS, operands.has(BIAS) ? BIAS : Computed.NONE));
        return new LoweredFilter(layer(), window, op.depthwise(), computed);
    }

    private FilterLayer layer() {
        return switch (operands.dtype(DATA)) {
            case FLOAT32 -> operands.dtype(WEIGHTS) == DType.FLOAT32 ? floating() : hybrid();
            case INT8, UINT8 -> integers();
            case INT16 -> operands.has(BIAS) && operands.dtype(BIAS) == DType.INT32 ? integers()
                    : new WideFilter(weights(), isBiasKnown() ? operands.longs(BIAS) : new long[outputs],
                            requantizer(Requantizer.MAX_SHIFT_64));
            case INT4, INT32, INT64, FLOAT16 -> throw new AssertionError(operands.dtype(DATA));
        };
    }

    private FloatFilter floating() {
        return new FloatFilter(fixed ? operands.floats(WEIGHTS) : new float[0], floatBias(), op.activation().min(),
                op.activation().max());
    }

    /** Images are coded with a zero point if each output has a scale of its own. */
    private HybridFilter hybrid() {
        Quantization q = operands.scale(WEIGHTS);
        return new HybridFilter(weights(), q.scales(), floatBias(),
                op.depthwise() || Conv2D.hasOwnScales(q), op.activation().min(), op.activation().max());
    }

    private IntegerFilter integers() {
        DType type = operands.dtype(DATA);
        return new IntegerFilter(type, weights(), type == DType.UINT8 ? (int) operands.scale(WEIGHTS).zeroPoint() : 0,
                isBiasKnown() ? operands.ints(BIAS) : new int[outputs], (int) operands.scale(DATA).zeroPoint(),
                requantizer(FixedPoint.MAX_SHIFT));
    }

    private byte[] weights() {
        return fixed ? operands.bytes(WEIGHTS) : new byte[0];
    }

    private float[] floatBias() {
        return isBiasKnown() ? operands.floats(BIAS) : new float[outputs];
    }

    private boolean isBiasKnown() {
        return fixed && operands.has(BIAS);
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
        double output = operands.outputScale().scale();
        Quantization q = operands.scale(WEIGHTS);
        var scales = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            float weight = q.scale(q.channels() == 1 ? 0 : o);
            // The kernel for uint8 is older: it multiplies the two scales in single precision.
            double product = operands.dtype(DATA) == DType.UINT8 ? input * weight : (double) input * weight;
            scales[o] = product / output;
        }
        return scales;
    }
}

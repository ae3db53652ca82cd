package dev.halfstep.graph;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;

/**
 * The real values that a tensor of codes can stand for: from {@link #min()} to {@link #max()} in steps of {@link #step()}.
 * A value outside of it clips.
 *
 * @param quantization one scale for the whole tensor
 * @param dtype the codes' type
 */
public record Domain(Quantization quantization, DType dtype) {

    /**
     * The domain of a tensor with one scale.
     *
     * @throws Problem if there are several scales, which only constants may have, or if the scale is 0
     */
    public Domain {
        if (quantization.channels() != 1) {
            throw Problem.model(quantization.channels() + " scales do not make one domain");
        }
        if (quantization.hasZeroScale()) {
            throw Problem.model("its codes have a scale of 0, so that all of them stand for 0");
        }
    }

    /** The real value of the smallest code. */
    public float min() {
        return quantization.dequantize(dtype.min(), 0);
    }

    /** The real value of the largest code. */
    public float max() {
        return quantization.dequantize(dtype.max(), 0);
    }

    /** The distance between the values of neighbouring codes. */
    public float step() {
        return quantization.scale();
    }

    /** Whether a value clips: the code nearest to it lies beyond the type's range. */
    public boolean clips(float value) {
        long nearest = quantization.nearest(value, 0);
        return nearest < dtype.min() || nearest > dtype.max();
    }

    /** The largest value that does not clip; not a number if even {@link #max} does. It takes some dozens of roundings to find. */
    float largest() {
        return furthest(max(), Float.POSITIVE_INFINITY);
    }

    /** The smallest value that does not clip. */
    float smallest() {
        return furthest(min(), Float.NEGATIVE_INFINITY);
    }

    /** Bisects: values that clip all lie beyond those that do not. */
    private float furthest(float inside, float outside) {
        if (clips(inside) || !clips(outside)) {
            return clips(inside) ? Float.NaN : outside;
        }
        long in = rank(inside);
        long out = rank(outside);
        while (Math.abs(out - in) > 1) {
            long middle = (in + out) >> 1;
            if (clips(value(middle))) {
                out = middle;
            } else {
                in = middle;
            }
        }
        return value(in);
    }

    /** An integer for each float, in the same order. */
    private static int rank(float value) {
        int bits = Float.floatToIntBits(value);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }

    private static float value(long rank) {
        int bits = (int) rank;
        return Float.intBitsToFloat(bits ^ (bits >> 31 & Integer.MAX_VALUE));
    }

    /** How far beyond the last code a value that clips lies, below 0 if it is too small; 0 for one that does not clip. */
    public double excess(float value) {
        if (!clips(value)) {
            return 0;
        }
        return value > max() ? (double) value - max() : (double) value - min();
    }
}

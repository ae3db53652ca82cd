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
     * @throws Problem if there are several scales, which only constants may have
     */
    public Domain {
        if (quantization.channels() != 1) {
            throw Problem.of(quantization.channels() + " scales do not make one domain");
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

    /** How far beyond the last code a value that clips lies, below 0 if it is too small; 0 for one that does not clip. */
    public double excess(float value) {
        if (!clips(value)) {
            return 0;
        }
        return value > max() ? (double) value - max() : (double) value - min();
    }
}

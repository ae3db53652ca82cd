package dev.halfstep.quantize.scale;

import dev.halfstep.calibrate.Range;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;

/**
 * Scales and zero points of activations from their ranges.
 *
 * <p>
 * The arithmetic, down to where single and double precision are used, is that of TensorFlow 2.21's converter, found by comparing
 * several hundred of its results: scales and zero points come out bit for bit the same.
 */
public final class Scales {

    /** Ranges narrower than this are widened on both sides. */
    private static final double NARROW = 1e-6;

    private Scales() {}

    /** Codes for a range: widened to include 0, which must have a code of its own; symmetric for int16. */
    public static Quantization activation(Range range, DType dtype) {
        return dtype == DType.INT16 ? symmetric(range) : asymmetric(range, dtype);
    }

    private static Quantization asymmetric(Range range, DType dtype) {
        double low = Math.min(range.min(), 0.0);
        double high = Math.max(range.max(), 0.0);
        if (high - low < NARROW) {
            low -= NARROW;
            high += NARROW;
        }
        float scale = ((float) high - (float) low) / (dtype.max() - dtype.min());
        // Narrowed to float before it is rounded, as TensorFlow does: near halves that decides.
        float zeroPoint = (float) (dtype.min() - low / scale);
        return Quantization.perTensor(scale, dtype.saturate(Quantization.roundHalfAway(zeroPoint)));
    }

    private static Quantization symmetric(Range range) {
        float scale = range.magnitude() / DType.INT16.max();
        // A tensor that is always 0 takes any scale that is not denormal; a large one would coarsen the next layer's bias.
        return Quantization.perTensor(scale < Float.MIN_NORMAL ? (float) NARROW / DType.INT16.max() : scale, 0);
    }
}

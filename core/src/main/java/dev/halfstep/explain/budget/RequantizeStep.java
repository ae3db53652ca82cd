package dev.halfstep.explain.budget;

import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;

/** Codes become codes of another scale, by QUANTIZE's fixed-point arithmetic. */
final class RequantizeStep implements SimulationStep {

    private final Quantization from;
    private final Quantization to;
    private final DType dtype;
    private final int width;
    private final int rounding;
    private final int clipping;
    private final int rescaling;
    private final Multiplier multiplier;

    RequantizeStep(Quantization from, Quantization to, DType dtype, int width, int rounding, int clipping,
            int rescaling) {
        this.from = from;
        this.to = to;
        this.dtype = dtype;
        this.width = width;
        this.rounding = rounding;
        this.clipping = clipping;
        this.rescaling = rescaling;
        multiplier = Multiplier.of(ratio());
    }

    /** Whether every code only moves with its type's range, so that nothing is rounded or clipped. */
    static boolean onlyMoves(Quantization from, DType fromType, Quantization to, DType toType) {
        return from.scale() == to.scale() && fromType.bytes() == toType.bytes()
                && from.zeroPoint() - fromType.min() == to.zeroPoint() - toType.min();
    }

    private double ratio() {
        return (double) from.scale() / to.scale();
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int[] sources() {
        return new int[] {rounding, clipping, rescaling};
    }

    @Override
    public void run(boolean[] on, double[] in, int rows, double[] out) {
        double zero = to.zeroPoint();
        double low = on[clipping] ? dtype.min() - zero : Double.NEGATIVE_INFINITY;
        double high = on[clipping] ? dtype.max() - zero : Double.POSITIVE_INFINITY;
        for (int i = 0; i < rows * width; i++) {
            out[i] = Math.clamp(scaled(in[i], on[rounding], on[rescaling]), low, high);
        }
    }

    private double scaled(double code, boolean isRounded, boolean isFixedPoint) {
        if (!isFixedPoint) {
            double scaled = code * ratio();
            return isRounded ? Quantization.roundHalfAway(scaled) : scaled;
        }
        if (isRounded && code == (int) code) {
            return FixedPoint.multiply((int) code, multiplier.multiplier(), multiplier.shift());
        }
        double scaled = code * Math.scalb((double) multiplier.multiplier(), multiplier.shift() - 31);
        return isRounded ? Quantization.roundHalfAway(scaled) : scaled;
    }
}

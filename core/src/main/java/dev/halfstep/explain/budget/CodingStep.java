package dev.halfstep.explain.budget;

import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;

/** Real values become codes of one scale: at a model's edge, or by a QUANTIZE. */
final class CodingStep implements SimulationStep {

    private final Quantization quantization;
    private final DType dtype;
    private final int width;
    private final int rounding;
    private final int clipping;

    /**
     * @param rounding index of the source that rounding is
     * @param clipping index of the source that saturation is
     */
    CodingStep(Quantization quantization, DType dtype, int width, int rounding, int clipping) {
        this.quantization = quantization;
        this.dtype = dtype;
        this.width = width;
        this.rounding = rounding;
        this.clipping = clipping;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int[] sources() {
        return new int[] {rounding, clipping};
    }

    @Override
    public void run(boolean[] on, double[] in, int rows, double[] out) {
        double zero = quantization.zeroPoint();
        double low = on[clipping] ? dtype.min() - zero : Double.NEGATIVE_INFINITY;
        double high = on[clipping] ? dtype.max() - zero : Double.POSITIVE_INFINITY;
        for (int i = 0; i < rows * width; i++) {
            double steps = on[rounding] ? quantization.nearest((float) in[i], 0) - zero
                    : in[i] / quantization.scale();
            out[i] = Math.clamp(steps, low, high);
        }
    }
}

package dev.halfstep.onnx;

/** How a model that computes with codes does so in ONNX. */
public enum OnnxForm {
    /**
     * Operators for real values between DequantizeLinear and QuantizeLinear: what ONNX's own tools write, and what runtimes make
     * integer kernels of.
     */
    QDQ,
    /** QLinearConv and QLinearMatMul, which take codes and give codes, for layers; the rest as in {@link #QDQ}. */
    QLINEAR,
    /**
     * As {@link #QDQ}, but convolutions, sums and products of codes, which round twice in fixed point, as operators on integers that
     * round alike: the codes are those of the interpreter, and kernels of runtimes for quantized models are not used for these.
     */
    EXACT
}

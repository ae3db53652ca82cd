package dev.halfstep.onnx;

/** How a model that computes with codes does so in ONNX. */
public enum OnnxForm {
    /**
     * Operators for real values between DequantizeLinear and QuantizeLinear: what ONNX's own tools write, and what runtimes make
     * integer kernels of.
     */
    QDQ,
    /** QLinearConv and QLinearMatMul, which take codes and give codes, for layers; the rest as in {@link #QDQ}. */
    QLINEAR
}

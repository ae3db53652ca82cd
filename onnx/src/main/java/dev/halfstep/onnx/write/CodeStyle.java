package dev.halfstep.onnx.write;

/** How layers that take codes are written. */
public enum CodeStyle {
    /** Operators for real values between DequantizeLinear and QuantizeLinear, with weights as the network has them. */
    PLAIN,
    /**
     * The same with int8 weights as uint8, higher by 128, as their zero point then is: kernels for uint8 times int8 saturate their sums on
     * processors without VNNI, those for uint8 times uint8 do not.
     */
    SHIFTED,
    /** Operators that take codes and give codes. */
    LINEAR,
    /** As {@link #SHIFTED}, and where rounding is done twice operators on integers that round alike. */
    EXACT
}

/** Networks as ONNX: each op as operators of ONNX, codes as QuantizeLinear and DequantizeLinear around them. */
@NullMarked
package dev.halfstep.onnx.write;

import org.jspecify.annotations.NullMarked;

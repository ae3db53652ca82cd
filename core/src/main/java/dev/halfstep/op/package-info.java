/**
 * What a network can do: an {@link dev.halfstep.op.Op} for each of TensorFlow Lite's operators, one record each with its types, shapes,
 * options, lowering and quantization, by family in packages of their own. {@link dev.halfstep.tflite.OpTypes} is the table of them. The
 * smallest to copy from is {@link dev.halfstep.op.coding.Coding.Dequantize}. Ops know lowered records and tensors, no kernels and no graphs.
 */
package dev.halfstep.op;

/**
 * What a network can do: an {@link dev.halfstep.op.Op} for each of TensorFlow Lite's operators, one file each with its shapes,
 * its types, its options, its kernels and its quantization, and the table of them, {@link dev.halfstep.tflite.OpTypes}. The smallest
 * to copy from is {@link dev.halfstep.op.coding.Coding.Dequantize}.
 */
package dev.halfstep.op;

/** Values of an ONNX model as tensors of the network that becomes of it, and what its ops are given. */
package dev.halfstep.onnx.network;

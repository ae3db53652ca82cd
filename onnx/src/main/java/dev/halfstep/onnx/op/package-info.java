/** What becomes of each of ONNX's ops: {@link dev.halfstep.onnx.op.OnnxOps} is the table, with a class for each family. */
package dev.halfstep.onnx.op;

/** Models in ONNX files. */
package dev.halfstep.onnx;

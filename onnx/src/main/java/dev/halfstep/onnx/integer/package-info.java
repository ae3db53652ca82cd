/** Integer ops in the place of real ones between codes. */
package dev.halfstep.onnx.integer;

/** Models that take the columns of a table one by one: what is done to the columns first becomes a pipeline, the rest a network. */
package dev.halfstep.onnx.column;

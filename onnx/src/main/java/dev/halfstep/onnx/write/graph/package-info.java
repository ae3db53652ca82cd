/** An ONNX graph that is being put together: nodes, constants, names. It knows no network. */
@NullMarked
package dev.halfstep.onnx.write.graph;

import org.jspecify.annotations.NullMarked;

/** Columns of tables as features, and what is predicted in the targets' units. */
@NullMarked
package dev.halfstep.onnx.write.row;

import org.jspecify.annotations.NullMarked;

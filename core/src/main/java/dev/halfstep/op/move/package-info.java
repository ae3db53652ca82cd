/** Ops that move elements and compute nothing: they go to other positions, as real values or as codes. */
package dev.halfstep.op.move;

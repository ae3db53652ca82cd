/** Ops along axes or rows: sums, means and extremes, running sums, softmax and normalization. */
package dev.halfstep.op.reduce;

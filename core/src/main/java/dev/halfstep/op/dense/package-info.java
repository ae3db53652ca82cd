/** Ops that multiply matrices: FULLY_CONNECTED and BATCH_MATMUL. {@code DenseLowering} derives the scales of a dense layer's sums. */
package dev.halfstep.op.dense;

/** Ops that slide a window over images: convolutions and pools. {@code FilterLowering} derives the scales of their sums. */
package dev.halfstep.op.conv;

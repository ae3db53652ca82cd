/** Loops of convolutions and pools over the positions of a window. Knows lowered records and arrays, no ops or graphs. */
package dev.halfstep.kernel.conv;

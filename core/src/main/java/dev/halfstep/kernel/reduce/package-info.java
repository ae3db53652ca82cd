/** Loops of reductions along axes. Knows lowered records and arrays, no ops or graphs. */
package dev.halfstep.kernel.reduce;

/** Copies of blocks from one array to another. Knows lowered records and arrays, no ops or graphs. */
package dev.halfstep.kernel.move;

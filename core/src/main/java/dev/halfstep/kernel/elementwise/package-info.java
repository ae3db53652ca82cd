/** Loops over two operands that are broadcast against each other. Knows lowered records and arrays, no ops or graphs. */
package dev.halfstep.kernel.elementwise;

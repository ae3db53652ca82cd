/**
 * Loops over rows of which each is a whole: softmax, normalization, running sums.
 * Knows lowered records and arrays, no ops or graphs.
 */
package dev.halfstep.kernel.rows;

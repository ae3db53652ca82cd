/**
 * Loops of dense layers and products of matrices: the reference kernels, which those with vectors are compared with.
 * Knows lowered records and arrays, no ops or graphs.
 */
package dev.halfstep.kernel.dense;

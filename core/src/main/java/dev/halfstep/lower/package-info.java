/**
 * What nodes compute, as data: a {@link dev.halfstep.lower.Lowered} record for each kind of layer, with its weights, multipliers, zero
 * points, clamps and tables, and the arithmetic of one element, sum or row as pure methods. Made by ops, read by kernels, simulation,
 * fit and fine-tuning. Knows tensors and nothing of ops, graphs or the arrays of a run.
 */
package dev.halfstep.lower;

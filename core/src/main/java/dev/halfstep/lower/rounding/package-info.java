/**
 * How runtimes round: the names of it ({@link dev.halfstep.lower.rounding.Rounding}), and the arithmetic of each, as TensorFlow
 * Lite's reference kernels have it. Stands at the bottom and imports nothing of ours but problems.
 */
package dev.halfstep.lower.rounding;

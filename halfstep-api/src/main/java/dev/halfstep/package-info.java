/**
 * Halfstep in a few types: {@link dev.halfstep.Data} is a table with its pipeline and its split, {@link dev.halfstep.Training} makes a
 * {@link dev.halfstep.Model} of it, which is quantized as a {@link dev.halfstep.Quantization} says, evaluated, explained and run.
 *
 * <p>
 * Everything here is immutable and may be used by several threads at once. What is wrong with what was given is a
 * {@link dev.halfstep.problem.Problem}, whose kind says whose it is.
 */
package dev.halfstep;

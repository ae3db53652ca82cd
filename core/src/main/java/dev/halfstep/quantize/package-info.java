/**
 * From a float network to one at a given {@link dev.halfstep.quantize.Precision}: a {@link dev.halfstep.quantize.Recipe} says
 * how to decide, a {@link dev.halfstep.quantize.Plan} is what was decided and why, and
 * {@link dev.halfstep.quantize.Quantizer} makes the one from the other and applies it.
 */
package dev.halfstep.quantize;

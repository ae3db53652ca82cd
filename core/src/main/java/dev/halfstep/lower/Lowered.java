package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rounding;

/**
 * What a node computes, as data: weights, multipliers, zero points, clamps, tables, taps of filters, and how it rounds. Made in one
 * place, from an op and its tensors; kernels bind it to arrays, and whoever else needs a layer's arithmetic reads it here.
 *
 * <p>
 * Families are sealed, so that the switches of each reader name what they lack when a new kind of layer comes.
 */
public sealed interface Lowered
        permits LoweredDense, LoweredFilter, LoweredProduct, LoweredPool, LoweredResize, LoweredElements, LoweredPairs,
        LoweredRows, LoweredReduction, LoweredLstm, LoweredMove, LoweredCoding {

    /** How it comes from what it has computed exactly to what it gives. */
    Rounding rounding();
}

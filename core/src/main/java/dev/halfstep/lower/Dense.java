package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rounding;

/**
 * The arithmetic of a dense layer: {@code output = activation(input * transpose(weights) + bias)}, for rows of {@code inputs} that
 * become rows of {@code outputs}. The same for any number of rows, so that threads and shapes share it.
 */
public sealed interface Dense permits FloatDense, HybridDense, CodedDense {

    /** How many a row has. */
    int inputs();

    /** How many a row has. */
    int outputs();

    /** From the sums to the results. */
    Rounding rounding();
}

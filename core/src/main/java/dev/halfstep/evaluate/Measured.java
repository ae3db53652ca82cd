package dev.halfstep.evaluate;

import java.util.Optional;

/**
 * Predictions and what they are compared with, all in one unit and in row-major order: every target of the first row, then of
 * the next.
 *
 * @param width how many targets
 * @param floats what the float model predicts, if there is one
 * @param rawCodes what output codes would be if they were taken for standardised values, if there are codes
 * @param steps for each target the mean distance between neighbouring output codes, if there are codes
 */
record Measured(int width, double[] predicted, double[] actual, Optional<double[]> floats, Optional<double[]> rawCodes,
        Optional<double[]> steps) {}

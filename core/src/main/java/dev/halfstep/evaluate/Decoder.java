package dev.halfstep.evaluate;

import dev.halfstep.tensor.Tensor;

/** How standardised values, as networks predict them, become values in the targets' own units. */
@FunctionalInterface
public interface Decoder {

    /**
     * A value in its target's unit: the larger the standardised value, the larger.
     *
     * @param target by its index
     */
    double inUnits(int target, float standardised);

    /**
     * All values of some rows in their targets' units, in row-major order.
     *
     * @param standardised {@code [rows, targets]}
     * @param targets how many there are
     */
    default double[] inUnits(Tensor standardised, int targets) {
        float[] values = standardised.values();
        var decoded = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            decoded[i] = inUnits(i % targets, values[i]);
        }
        return decoded;
    }
}

package dev.halfstep.op;

import dev.halfstep.lower.Computed;
import java.util.Optional;

/**
 * Weights and bias of a layer. Those that another node computes are not known yet, and may change from run to run: then there are no
 * weights, and the bias is 0, as it is where it is left out. Arrays are not copied: to be read only.
 *
 * @param operands of the layer
 * @param weights position of the weights
 * @param bias position of the bias, which may be left out
 * @param outputs length of the bias
 */
public record Parameters(Operands operands, int weights, int bias, int outputs) {

    /** Where weights and bias are to be had in a run; nothing if both are the same in all runs. */
    public Optional<Computed> computed() {
        return isFixed() ? Optional.empty()
                : Optional.of(new Computed(weights, operands.has(bias) ? bias : Computed.NONE));
    }

    public float[] floatWeights() {
        return isFixed() ? operands.floats(weights) : new float[0];
    }

    /** Codes of 8 bits or fewer. */
    public byte[] codes() {
        return isFixed() ? operands.bytes(weights) : new byte[0];
    }

    /** {@code [outputs]} */
    public float[] floatBias() {
        return isBiasKnown() ? operands.floats(bias) : new float[outputs];
    }

    /** {@code [outputs]} */
    public int[] intBias() {
        return isBiasKnown() ? operands.ints(bias) : new int[outputs];
    }

    /** {@code [outputs]} */
    public long[] longBias() {
        return isBiasKnown() ? operands.longs(bias) : new long[outputs];
    }

    private boolean isFixed() {
        return operands.isFixed(weights) && operands.isFixed(bias);
    }

    private boolean isBiasKnown() {
        return isFixed() && operands.has(bias);
    }
}

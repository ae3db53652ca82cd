package dev.halfstep.lower;

/**
 * The operands, by their positions, that hold a layer's parameters where another node computes them: they are known in a run only,
 * and may change from run to run.
 *
 * @param weights position of the weights
 * @param bias position of the bias; {@link #NONE} if there is none
 */
public record Computed(int weights, int bias) {

    /** No operand. */
    public static final int NONE = -1;
}

package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rounding;

/**
 * A dense layer in {@code float}.
 *
 * <p>
 * Sums run in {@value #LANES} lanes that are added up pairwise at the end, multiplied and added without fusing; a layer with one
 * output spreads its lanes over {@value #ACCUMULATORS} accumulators. This is the order of TensorFlow Lite's optimised kernel on
 * x86-64, which its converter calibrates with: only in the same order do calibrated ranges come out the same to the last bit.
 * It is also an order that vector instructions can follow exactly.
 *
 * @param weights {@code [outputs][inputs]}
 * @param bias {@code [outputs]}
 * @param min the activation's lower bound
 * @param max the activation's upper bound
 */
public record FloatDense(float[] weights, float[] bias, int inputs, int outputs, float min,
        float max) implements Dense {

    /** How many sums of an output take turns along the inputs. */
    public static final int LANES = 8;
    /** How many groups of lanes a layer with one output has. */
    public static final int ACCUMULATORS = 4;

    @Override
    public Rounding rounding() {
        return Rounding.SINGLE_PRECISION;
    }

    /** The activation of a value. */
    public float activated(float value) {
        return Math.clamp(value, min, max);
    }

    /** Whether the activation passes a value on unchanged. */
    public boolean isActive(float value) {
        return value > min && value < max;
    }

    /** Whether multiplying what goes in multiplies what comes out, so that each unit may have a scale of its own. */
    public boolean isHomogeneous() {
        return Float.isInfinite(max) && (min == 0 || Float.isInfinite(min));
    }

    /** The same layer with other weights and another bias. */
    public FloatDense with(float[] otherWeights, float[] otherBias) {
        return new FloatDense(otherWeights, otherBias, inputs, outputs, min, max);
    }
}

package dev.halfstep.train;

import java.util.Arrays;

/**
 * One trained layer: output = activation(kernel · input + bias).
 *
 * <p>
 * The arrays are copied on the way in and on the way out; two layers are equal when all their numbers are, bit for bit.
 *
 * @param kernel
 *            [outputs][inputs], row-major, as TFLite's FULLY_CONNECTED wants it
 * @param bias
 *            [outputs]
 * @param inputs
 *            width of a row that comes in, at least 1
 * @param outputs
 *            width of a row that goes out, at least 1
 * @param relu
 *            whether the activation is max(0, ·); otherwise it is the identity
 */
@SuppressWarnings("ArrayRecordComponent") // copied and compared as values, below
public record DenseLayer(float[] kernel, float[] bias, int inputs, int outputs, boolean relu) {

    /** @throws IllegalArgumentException if the arrays are not of the sizes that inputs and outputs ask for */
    public DenseLayer {
        if (inputs < 1 || outputs < 1 || kernel.length != (long) inputs * outputs || bias.length != outputs) {
            throw new IllegalArgumentException("kernel of " + kernel.length + " and bias of " + bias.length
                    + " numbers for a layer from " + inputs + " to " + outputs);
        }
        kernel = kernel.clone();
        bias = bias.clone();
    }

    @Override
    public float[] kernel() {
        return kernel.clone();
    }

    @Override
    public float[] bias() {
        return bias.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DenseLayer that && relu == that.relu && inputs == that.inputs
                && outputs == that.outputs && Arrays.equals(kernel, that.kernel) && Arrays.equals(bias, that.bias);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(kernel) + Arrays.hashCode(bias)) + inputs;
    }

    @Override
    public String toString() {
        return "Dense " + inputs + " → " + outputs + (relu ? " relu" : "");
    }
}

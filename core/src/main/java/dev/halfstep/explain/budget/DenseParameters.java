package dev.halfstep.explain.budget;

import dev.halfstep.op.Activation;
import java.util.Arrays;

/**
 * A dense layer in double precision.
 *
 * @param weights transposed, {@code [inputs][outputs]}: the order in which a row is multiplied without gaps
 * @param bias {@code [outputs]}
 */
record DenseParameters(int inputs, int outputs, double[] weights, double[] bias, Activation activation) {

    /** Below so many outputs their sums are too few to be added up side by side. */
    private static final int FEW_OUTPUTS = 8;

    private static final int LANES = 4;

    /** A layer from weights as models hold them, {@code [outputs][inputs]}. */
    static DenseParameters of(int inputs, int outputs, double[] weights, double[] bias, Activation activation) {
        var transposed = new double[weights.length];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                transposed[i * outputs + o] = weights[o * inputs + i];
            }
        }
        return new DenseParameters(inputs, outputs, transposed, bias, activation);
    }

    /** The weight from an input to an output. */
    double weight(int output, int input) {
        return weights[input * outputs + output];
    }

    /**
     * What the layer gives before its activation.
     *
     * @param in rows {@code [rows][inputs]}
     * @param sums for the results {@code [rows][outputs]}
     */
    void sums(double[] in, int rows, double[] sums) {
        products(in, rows, sums);
        for (int i = 0; i < rows * outputs; i++) {
            sums[i] += bias[i % outputs];
        }
    }

    /** The same without the bias. */
    void products(double[] in, int rows, double[] sums) {
        Arrays.fill(sums, 0, rows * outputs, 0);
        for (int row = 0; row < rows; row++) {
            if (outputs < FEW_OUTPUTS) {
                addFew(in, row * inputs, sums, row * outputs);
            } else {
                addMany(in, row * inputs, sums, row * outputs);
            }
        }
    }

    /** Four inputs at a time, so that sums are read and written a quarter as often. Half of what a relu gives is 0. */
    private void addMany(double[] in, int from, double[] sums, int to) {
        var next = new int[LANES];
        int found = 0;
        for (int i = 0; i < inputs; i++) {
            if (in[from + i] != 0) {
                next[found++] = i;
                if (found == LANES) {
                    addFour(in, from, next, sums, to);
                    found = 0;
                }
            }
        }
        for (int n = 0; n < found; n++) {
            double x = in[from + next[n]];
            int at = next[n] * outputs;
            for (int o = 0; o < outputs; o++) {
                sums[to + o] += x * weights[at + o];
            }
        }
    }

    private void addFour(double[] in, int from, int[] next, double[] sums, int to) {
        double a = in[from + next[0]];
        double b = in[from + next[1]];
        double c = in[from + next[2]];
        double d = in[from + next[3]];
        int atA = next[0] * outputs;
        int atB = next[1] * outputs;
        int atC = next[2] * outputs;
        int atD = next[3] * outputs;
        for (int o = 0; o < outputs; o++) {
            sums[to + o] += a * weights[atA + o] + b * weights[atB + o] + c * weights[atC + o] + d * weights[atD + o];
        }
    }

    private void addFew(double[] in, int from, double[] sums, int to) {
        for (int o = 0; o < outputs; o++) {
            double even = 0;
            double odd = 0;
            int i = 0;
            for (; i + 1 < inputs; i += 2) {
                even += in[from + i] * weights[i * outputs + o];
                odd += in[from + i + 1] * weights[(i + 1) * outputs + o];
            }
            for (; i < inputs; i++) {
                even += in[from + i] * weights[i * outputs + o];
            }
            sums[to + o] += even + odd;
        }
    }
}

package dev.halfstep.quantize.chain;

import dev.halfstep.lower.Dense.FloatDense;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What the float network does with some rows: the sums of each unit before its activation, and how the output moves with them.
 */
final class FloatTrace {

    /** More outputs than these are looked at through as many random combinations. */
    static final int MAX_PROBES = 8;

    private final DenseChain chain;
    private final Sample sample;
    /** {@code [layer][unit][row]}. */
    private final float[][][] sums;

    FloatTrace(DenseChain chain, Sample sample) {
        this.chain = chain;
        this.sample = sample;
        sums = new float[chain.layers().size()][][];
        float[][] values = sample.columns();
        for (int l = 0; l < sums.length; l++) {
            sums[l] = sums(chain.layer(l), values, sample.rows());
            values = activated(chain.layer(l), sums[l]);
        }
    }

    private static float[][] sums(FloatDense layer, float[][] in, int rows) {
        var sums = new float[layer.outputs()][rows];
        var wide = new double[rows];
        for (int o = 0; o < layer.outputs(); o++) {
            Arrays.fill(wide, layer.bias()[o]);
            for (int i = 0; i < layer.inputs(); i++) {
                double weight = layer.weights()[o * layer.inputs() + i];
                float[] column = in[i];
                for (int n = 0; n < rows; n++) {
                    wide[n] += weight * column[n];
                }
            }
            for (int n = 0; n < rows; n++) {
                sums[o][n] = (float) wide[n];
            }
        }
        return sums;
    }

    private static float[][] activated(FloatDense layer, float[][] sums) {
        var values = new float[sums.length][];
        for (int u = 0; u < sums.length; u++) {
            values[u] = sums[u].clone();
            for (int n = 0; n < values[u].length; n++) {
                values[u][n] = layer.activated(values[u][n]);
            }
        }
        return values;
    }

    Sample sample() {
        return sample;
    }

    /** The sums of a unit, one for each row, before its activation. */
    float[] sums(int layer, int unit) {
        return sums[layer][unit];
    }

    /** The network's outputs, {@code [output][row]}. */
    float[][] outputs() {
        return activated(chain.layers().getLast(), sums[chain.last()]);
    }

    /**
     * How the outputs move with the network's inputs and with the sums of its layers.
     *
     * @param inputs {@code [probe][feature][row]}: the slope of an output, or of a random combination of outputs, by a feature
     * @param units {@code [layer][unit]}: the mean over the rows of the squared slopes by a unit's sum, added up over the outputs
     */
    record Slopes(float[][][] inputs, double[][] units) {}

    Slopes slopes() {
        int outputs = chain.outputs();
        int probes = Math.min(outputs, MAX_PROBES);
        var random = new SplittableRandom(1);
        var inputs = new float[probes][][];
        var units = new double[sums.length][];
        for (int l = 0; l < sums.length; l++) {
            units[l] = new double[chain.layer(l).outputs()];
        }
        for (int p = 0; p < probes; p++) {
            var weight = new double[outputs];
            for (int t = 0; t < outputs; t++) {
                weight[t] = outputs <= MAX_PROBES ? (t == p ? 1 : 0)
                        : (random.nextBoolean() ? 1 : -1) / Math.sqrt(probes);
            }
            inputs[p] = through(chain.layer(0), back(weight, units));
        }
        return new Slopes(inputs, units);
    }

    /**
     * The slope of a combination of the outputs by each sum of the first layer, {@code [unit][row]}.
     *
     * @param units to which the mean squares of the slopes are added on the way
     */
    private float[][] back(double[] weight, double[][] units) {
        int last = chain.last();
        var slopes = new float[weight.length][sample.rows()];
        for (int t = 0; t < weight.length; t++) {
            mask(chain.layer(last), sums[last][t], (float) weight[t], slopes[t]);
        }
        addSquares(slopes, units[last]);
        for (int l = last; l > 0; l--) {
            slopes = through(chain.layer(l), slopes);
            for (int u = 0; u < slopes.length; u++) {
                for (int n = 0; n < sample.rows(); n++) {
                    if (!chain.layer(l - 1).isActive(sums[l - 1][u][n])) {
                        slopes[u][n] = 0;
                    }
                }
            }
            addSquares(slopes, units[l - 1]);
        }
        return slopes;
    }

    private static void addSquares(float[][] slopes, double[] squares) {
        for (int u = 0; u < squares.length; u++) {
            for (float slope : slopes[u]) {
                squares[u] += (double) slope * slope / slopes[u].length;
            }
        }
    }

    private static void mask(FloatDense layer, float[] sums, float value, float[] slopes) {
        for (int n = 0; n < slopes.length; n++) {
            slopes[n] = layer.isActive(sums[n]) ? value : 0;
        }
    }

    /** From slopes by a layer's sums to slopes by its inputs. */
    private float[][] through(FloatDense layer, float[][] slopes) {
        var result = new float[layer.inputs()][sample.rows()];
        for (int o = 0; o < layer.outputs(); o++) {
            for (int i = 0; i < layer.inputs(); i++) {
                float weight = layer.weights()[o * layer.inputs() + i];
                float[] from = slopes[o];
                float[] to = result[i];
                for (int n = 0; n < to.length; n++) {
                    to[n] += weight * from[n];
                }
            }
        }
        return result;
    }
}

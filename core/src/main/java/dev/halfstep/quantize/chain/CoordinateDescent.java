package dev.halfstep.quantize.chain;

import dev.halfstep.quantize.scale.UnitRounding;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Changes weight and bias codes one at a time, keeping each change that brings the integer network's output nearer to the float
 * network's, computed through to the output in the exact integer arithmetic.
 *
 * <p>
 * Nearness is measured before the output is rounded: with {@code e} the deviation in output steps, a rounding that is as good as
 * random makes the mean absolute deviation {@code 1/4 + e²} up to half a step, and {@code |e|} beyond. Labels are not used.
 */
final class CoordinateDescent {

    /** Bias moves, as parts of one output code of the unit. */
    private static final double[] BIAS_MOVES = {0.5, -0.5, 0.25, -0.25, 0.1, -0.1, 0.04, -0.04};

    private final List<FittingLayer> layers;
    private final int rows;
    private final int last;
    /** What goes into each layer, {@code [layer][input][row]}, counted from the zero point. */
    private final int[][][] codes;
    /** {@code [layer][output][row]}. */
    private final int[][][] sums;
    /** Deviation from the float network before rounding, in output steps, {@code [output][row]}. */
    private final float[][] deviation;
    /** The float network's output, in output steps, {@code [output][row]}. */
    private final float[][] goal;
    private final double[][] inputMeans;

    private final int[][][] newSums;
    private final int[][][] changes;
    private final float[][] newDeviation;
    private double cost;
    private long work;

    /**
     * @param layers that will be changed
     * @param inputs codes that go into the first layer, {@code [input][row]}
     * @param goal the float network's output {@code [output][row]}, real
     */
    CoordinateDescent(List<FittingLayer> layers, int[][] inputs, float[][] goal) {
        this.layers = layers;
        rows = inputs[0].length;
        last = layers.size() - 1;
        codes = new int[layers.size()][][];
        sums = new int[layers.size()][][];
        newSums = new int[layers.size()][][];
        changes = new int[layers.size()][][];
        inputMeans = new double[layers.size()][];
        int[][] in = inputs;
        for (int l = 0; l <= last; l++) {
            FittingLayer layer = layers.get(l);
            codes[l] = in;
            inputMeans[l] = Arrays.stream(in).mapToDouble(c -> Arrays.stream(c).average().orElse(0)).toArray();
            sums[l] = new int[layer.outputs()][];
            in = new int[layer.outputs()][];
            for (int o = 0; o < layer.outputs(); o++) {
                sums[l][o] = layer.sums(codes[l], o);
                in[o] = layer.codes(sums[l][o], o);
            }
            newSums[l] = new int[layer.outputs()][rows];
            changes[l] = new int[layer.outputs()][rows];
        }
        float step = layers.get(last).outputScale();
        this.goal = new float[goal.length][rows];
        deviation = new float[goal.length][rows];
        newDeviation = new float[goal.length][rows];
        for (int t = 0; t < goal.length; t++) {
            for (int n = 0; n < rows; n++) {
                this.goal[t][n] = goal[t][n] / step;
            }
            deviate(t, sums[last][t], deviation[t]);
        }
        cost = cost(deviation);
    }

    private void deviate(int output, int[] outputSums, float[] result) {
        FittingLayer layer = layers.get(last);
        double factor = layer.factors()[output];
        double low = layer.low();
        double high = layer.high();
        float[] wanted = goal[output];
        for (int n = 0; n < rows; n++) {
            double value = Math.min(high, Math.max(low, outputSums[n] * factor));
            result[n] = (float) (value - wanted[n]);
        }
    }

    private double cost(float[][] deviations) {
        double sum = 0;
        for (float[] column : deviations) {
            sum += costOf(column);
        }
        return sum / rows / deviations.length;
    }

    private static double costOf(float[] column) {
        float sum = 0;
        for (int n = 0; n < column.length; n++) {
            float e = Math.abs(column[n]);
            float inner = Math.min(e, 0.5f);
            sum += inner * (2 * e - inner);
        }
        return sum;
    }

    /** The mean of {@code e²} up to half a step and {@code |e| - 1/4} beyond, over rows and outputs. */
    double cost() {
        return cost;
    }

    /** Row evaluations so far, each of about a nanosecond. */
    long work() {
        return work;
    }

    /** What trying every change of a layer once costs, in row evaluations. */
    long sweepWork(int layer) {
        FittingLayer l = layers.get(layer);
        return (long) l.outputs() * (2L * l.inputs() + BIAS_MOVES.length) * rows * (2 + propagation(layer));
    }

    private long propagation(int layer) {
        long work = 0;
        for (int l = layer + 1; l <= last; l++) {
            work += 3L * layers.get(l).outputs() * (l == layer + 1 ? 1 : layers.get(l).inputs());
        }
        return work;
    }

    /** Tries every change of a layer's weights and biases once; the order of units is shuffled by the seed. */
    void sweep(int layer, long seed) {
        int[] order = shuffled(layers.get(layer).outputs(), seed);
        for (int unit : order) {
            for (int i = 0; i < layers.get(layer).inputs(); i++) {
                // Once more in the same direction as long as that helps.
                if (!moveWeight(layer, unit, i, 1)) {
                    moveWeight(layer, unit, i, -1);
                }
            }
            for (double move : BIAS_MOVES) {
                moveBias(layer, unit, move);
            }
        }
        // The roundings of many small changes do not pile up.
        cost = cost(deviation);
    }

    private static int[] shuffled(int count, long seed) {
        var random = new SplittableRandom(seed);
        var order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private boolean moveWeight(int layer, int unit, int input, int by) {
        FittingLayer l = layers.get(layer);
        if (Math.abs(l.weights()[unit][input] + by) > UnitRounding.MOST) {
            return false;
        }
        // The bias takes back what the change does on average.
        int bias = (int) -Math.rint(by * inputMeans[layer][input]);
        if (Math.abs((long) l.bias()[unit] + bias) > ChainFit.BIAS_LIMIT) {
            return false;
        }
        int[] before = sums[layer][unit];
        int[] after = newSums[layer][unit];
        int[] column = codes[layer][input];
        for (int n = 0; n < rows; n++) {
            after[n] = before[n] + bias + by * column[n];
        }
        if (!isBetter(layer, unit)) {
            return false;
        }
        l.weights()[unit][input] += by;
        l.bias()[unit] += bias;
        return true;
    }

    private void moveBias(int layer, int unit, double part) {
        FittingLayer l = layers.get(layer);
        double change = Math.rint(part / l.factors()[unit]);
        if (change == 0 || Math.abs(l.bias()[unit] + change) > ChainFit.BIAS_LIMIT) {
            return;
        }
        int[] before = sums[layer][unit];
        int[] after = newSums[layer][unit];
        for (int n = 0; n < rows; n++) {
            after[n] = before[n] + (int) change;
        }
        if (isBetter(layer, unit)) {
            l.bias()[unit] += (int) change;
        }
    }

    /** Carries the new sums of one unit to the output; keeps all that follows from them if the cost is less. */
    private boolean isBetter(int layer, int unit) {
        work += (long) rows * (2 + propagation(layer));
        if (layer == last) {
            return keepOutput(unit);
        }
        if (!change(layer, unit)) {
            return false;
        }
        int[] changed = {unit};
        for (int l = layer + 1; l <= last; l++) {
            FittingLayer next = layers.get(l);
            for (int o = 0; o < next.outputs(); o++) {
                carry(l, o, changed);
                if (l < last) {
                    change(l, o);
                } else {
                    deviate(o, newSums[l][o], newDeviation[o]);
                }
            }
            changed = all(next.outputs());
        }
        double newCost = cost(newDeviation);
        if (!(newCost < cost - 1e-12)) {
            return false;
        }
        keep(layer, unit, newCost);
        return true;
    }

    private boolean keepOutput(int output) {
        deviate(output, newSums[last][output], newDeviation[output]);
        float[] old = deviation[output];
        // Only this output changes; there may be hundreds of others.
        double change = (costOf(newDeviation[output]) - costOf(old)) / rows / deviation.length;
        if (!(change < -1e-12)) {
            return false;
        }
        deviation[output] = newDeviation[output];
        newDeviation[output] = old;
        cost += change;
        swapSums(last, output);
        return true;
    }

    private static int[] all(int count) {
        var all = new int[count];
        Arrays.setAll(all, i -> i);
        return all;
    }

    /** How the codes of a unit change with its new sums; whether any does. */
    private boolean change(int layer, int unit) {
        FittingLayer l = layers.get(layer);
        double factor = l.factors()[unit];
        int low = l.low();
        int high = l.high();
        int[] after = newSums[layer][unit];
        int[] before = codes[layer + 1][unit];
        int[] change = changes[layer][unit];
        int any = 0;
        for (int n = 0; n < rows; n++) {
            double product = after[n] * factor;
            // Rounds as the kernel does: halves away from zero.
            int rounded = (int) (product + Math.copySign(0.49999999999999994, product));
            change[n] = Math.min(high, Math.max(low, rounded)) - before[n];
            any |= change[n];
        }
        return any != 0;
    }

    private void carry(int layer, int output, int[] changed) {
        int[] after = newSums[layer][output];
        System.arraycopy(sums[layer][output], 0, after, 0, rows);
        int[] weights = layers.get(layer).weights()[output];
        for (int unit : changed) {
            int weight = weights[unit];
            int[] change = changes[layer - 1][unit];
            for (int n = 0; n < rows; n++) {
                after[n] += weight * change[n];
            }
        }
    }

    private void keep(int layer, int unit, double newCost) {
        cost = newCost;
        swapSums(layer, unit);
        addChange(layer, unit);
        for (int l = layer + 1; l <= last; l++) {
            for (int o = 0; o < layers.get(l).outputs(); o++) {
                swapSums(l, o);
                if (l < last) {
                    addChange(l, o);
                }
            }
        }
        for (int t = 0; t < deviation.length; t++) {
            float[] old = deviation[t];
            deviation[t] = newDeviation[t];
            newDeviation[t] = old;
        }
    }

    private void swapSums(int layer, int output) {
        int[] old = sums[layer][output];
        sums[layer][output] = newSums[layer][output];
        newSums[layer][output] = old;
    }

    private void addChange(int layer, int unit) {
        int[] column = codes[layer + 1][unit];
        int[] change = changes[layer][unit];
        for (int n = 0; n < rows; n++) {
            column[n] += change[n];
        }
    }
}

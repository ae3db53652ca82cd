package dev.halfstep.quantize.chain;

import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.lower.Dense.FloatDense;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses how each feature becomes codes by what that does to the output: clipping a few far values against coarser steps for all
 * the others, and the size of the first layer's weights, which share a scale.
 *
 * <p>
 * The deviation that a feature's rounding causes in a row is its error there times the slope of the output by the feature. Errors
 * of different features are as good as independent, so that in root-mean-square they add up; the mean over the rows of
 * {@code sqrt(e² + others²)} with the other features, the weights' rounding and the output's own stands for the mean deviation.
 * Features are chosen in turn, a few times over.
 */
final class InputSearch {

    /** Each feature is chosen this many times: first as if weights did not matter, then knowing the others' choices. */
    private static final int ROUNDS = 4;

    /** The rounding of the output itself, a twelfth of a squared step: below it, less is no gain. */
    private static final double OUTPUT_ROUNDING = 1.0 / 12;

    private final FloatDense first;
    private final Sample sample;
    private final FloatTrace.Slopes slopes;
    private final double outputStep;
    /** Variance of each feature over the rows. */
    private final double[] variances;
    private final List<List<ColumnCode>> candidates = new ArrayList<>();
    private final int[] chosen;
    /** Of the codes that are chosen, for each feature. */
    private final double[] codeVariances;
    private final LargestWeights largest;
    /** {@code [probe][row]}: the sum of the chosen codes' squared errors, in output steps. */
    private final double[][] squares;
    /** For each feature its part of {@link #squares}. */
    private final float[][][] parts;

    InputSearch(DenseChain chain, FloatTrace trace, double outputStep) {
        first = chain.layer(0);
        sample = trace.sample();
        slopes = trace.slopes();
        this.outputStep = outputStep;
        variances = Arrays.stream(sample.columns()).mapToDouble(InputSearch::variance).toArray();
        chosen = new int[first.inputs()];
        codeVariances = new double[first.inputs()];
        largest = new LargestWeights(first);
        squares = new double[slopes.inputs().length][sample.rows()];
        parts = new float[first.inputs()][][];
    }

    private static double variance(float[] column) {
        double sum = 0;
        double square = 0;
        for (float value : column) {
            sum += value;
            square += (double) value * value;
        }
        double mean = sum / column.length;
        return Math.max(0, square / column.length - mean * mean);
    }

    /**
     * The best codes among some.
     *
     * @param choices for each feature at least one
     */
    List<ColumnCode> best(List<List<ColumnCode>> choices) {
        candidates.addAll(choices);
        for (int f = 0; f < chosen.length; f++) {
            parts[f] = part(f, candidates.get(f).getFirst());
            add(parts[f], 1);
            set(f, 0);
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int f = 0; f < chosen.length; f++) {
                choose(f, round > 0);
            }
        }
        var best = new ArrayList<ColumnCode>();
        for (int f = 0; f < chosen.length; f++) {
            best.add(code(f));
        }
        return best;
    }

    /** The total cost of what is chosen, with other squared deviations, in output steps, on top. */
    double total(double others) {
        double cost = 0;
        for (double[] probe : squares) {
            for (double square : probe) {
                cost += Math.sqrt(Math.max(0, square) + others + OUTPUT_ROUNDING);
            }
        }
        return cost;
    }

    /** The total cost with another code for a feature. */
    double totalWith(int feature, ColumnCode code, double others) {
        add(parts[feature], -1);
        double cost = cost(part(feature, code), others + OUTPUT_ROUNDING);
        add(parts[feature], 1);
        return cost;
    }

    /** The code of the least total cost. */
    ColumnCode bestOf(int feature, List<ColumnCode> codes, double others) {
        ColumnCode best = codes.getFirst();
        double least = Double.POSITIVE_INFINITY;
        for (ColumnCode code : codes) {
            double cost = totalWith(feature, code, others);
            if (cost < least) {
                least = cost;
                best = code;
            }
        }
        return best;
    }

    /** Takes another code for a feature. */
    void take(int feature, ColumnCode code) {
        add(parts[feature], -1);
        parts[feature] = part(feature, code);
        add(parts[feature], 1);
    }

    private ColumnCode code(int feature) {
        return candidates.get(feature).get(chosen[feature]);
    }

    private void choose(int feature, boolean weights) {
        if (candidates.get(feature).size() == 1) {
            return;
        }
        add(parts[feature], -1);
        double others = weights ? variancesBeside(feature) : 0;
        double best = Double.POSITIVE_INFINITY;
        int winner = 0;
        for (int c = 0; c < candidates.get(feature).size(); c++) {
            ColumnCode code = candidates.get(feature).get(c);
            float[][] part = part(feature, code);
            double cost = cost(part, (weights ? weightRounding(feature, code, others) : 0) + OUTPUT_ROUNDING);
            // Among exact codes the last has the smallest steps, and so weights.
            if (cost <= best) {
                best = cost;
                winner = c;
                parts[feature] = part;
            }
        }
        set(feature, winner);
        add(parts[feature], 1);
    }

    private void set(int feature, int candidate) {
        chosen[feature] = candidate;
        codeVariances[feature] = codeVariance(feature, code(feature));
        largest.set(feature, gain(code(feature)));
    }

    private void add(float[][] part, int sign) {
        for (int p = 0; p < squares.length; p++) {
            for (int n = 0; n < squares[p].length; n++) {
                squares[p][n] += sign * part[p][n];
            }
        }
    }

    private float[][] part(int feature, ColumnCode code) {
        float[] column = sample.columns()[feature];
        var part = new float[squares.length][column.length];
        for (int n = 0; n < column.length; n++) {
            double error = (code.coded(column[n]) - column[n]) / outputStep;
            for (int p = 0; p < part.length; p++) {
                double effect = error * slopes.inputs()[p][feature][n];
                part[p][n] = (float) (effect * effect);
            }
        }
        return part;
    }

    private double cost(float[][] part, double others) {
        double cost = 0;
        for (int p = 0; p < part.length; p++) {
            for (int n = 0; n < part[p].length; n++) {
                cost += Math.sqrt(Math.max(0, squares[p][n]) + part[p][n] + others);
            }
        }
        return cost;
    }

    /** The variances of all codes but those of a feature. */
    private double variancesBeside(int feature) {
        double sum = 0;
        for (int f = 0; f < codeVariances.length; f++) {
            if (f != feature) {
                sum += codeVariances[f];
            }
        }
        return sum;
    }

    private double codeVariance(int feature, ColumnCode code) {
        double sum = 0;
        for (FeatureCodes.Slot slot : code.slots()) {
            sum += variances[feature] / (slot.step() * slot.step());
        }
        return sum;
    }

    /** By which the weights of a feature are multiplied at most. */
    private static double gain(ColumnCode code) {
        double largest = 0;
        for (double gain : code.gains()) {
            largest = Math.max(largest, gain);
        }
        return largest;
    }

    /** The mean squared deviation that rounding the first layer's weights would cause, in output steps. */
    private double weightRounding(int feature, ColumnCode code, double otherVariances) {
        double sum = 0;
        double gain = gain(code);
        for (int u = 0; u < first.outputs(); u++) {
            double most = Math.max(largest.beside(u, feature), largest.weight(u, feature, gain));
            double unit = most / UnitRounding.MOST / outputStep;
            sum += slopes.units()[0][u] * unit * unit;
        }
        return sum * (otherVariances + codeVariance(feature, code)) / 12;
    }
}

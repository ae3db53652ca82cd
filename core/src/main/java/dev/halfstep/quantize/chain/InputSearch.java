package dev.halfstep.quantize.chain;

import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.lower.Dense.FloatDense;
import dev.halfstep.quantize.scale.UnitRounding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses how each feature becomes codes by what that does to the output: clipping a few far values against coarser steps for all
 * the others, and the size of the first layer's weights, which share a scale.
 *
 * <p>
 * The deviation that a feature's rounding causes in a row is its error there times the slope of the output by the feature. Roundings
 * of different features are as good as independent, so that in root-mean-square they add up. What is clipped is not: far values of
 * features that go together, such as rooms and households, cancel out or pile up, so it is added with its sign. The mean over the
 * rows of {@code sqrt(e² + others²)} with the other features, the weights' rounding and the output's own stands for the mean
 * deviation. Features are chosen in turn, a few times over.
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
    /** How many rows those of the sample stand for. */
    private final double rows;
    /** Variance of each feature over the rows. */
    private final double[] variances;
    private final List<List<ColumnCode>> candidates = new ArrayList<>();
    private final int[] chosen;
    /** Of the codes that are chosen, for each feature. */
    private final double[] codeVariances;
    private final LargestWeights largest;
    /** {@code [probe][row]}: the sum of the chosen codes' squared roundings, in output steps. */
    private final double[][] squares;
    /** {@code [probe][row]}: the sum of what the chosen codes clip, in output steps. */
    private final double[][] clips;
    /** For each feature its part of {@link #squares} and {@link #clips}. */
    private final Part[] parts;
    /** Of a code that makes no error. */
    private final Part none;

    /** What a code of a feature does to the outputs, {@code [probe][row]}: the square of its rounding, and what it clips. */
    private record Part(float[][] square, float[][] clip) {}

    InputSearch(DenseChain chain, FloatTrace trace, double outputStep) {
        first = chain.layer(0);
        sample = trace.sample();
        slopes = trace.slopes();
        this.outputStep = outputStep;
        rows = IntStream.range(0, sample.rows()).mapToDouble(n -> sample.weights()[n]).sum();
        variances = Arrays.stream(sample.columns()).mapToDouble(column -> variance(column, sample.weights())).toArray();
        chosen = new int[first.inputs()];
        codeVariances = new double[first.inputs()];
        largest = new LargestWeights(first);
        squares = new double[slopes.inputs().length][sample.rows()];
        clips = new double[slopes.inputs().length][sample.rows()];
        parts = new Part[first.inputs()];
        none = new Part(new float[squares.length][sample.rows()], new float[squares.length][sample.rows()]);
    }

    private static double variance(float[] column, float[] weights) {
        double count = 0;
        double sum = 0;
        double square = 0;
        for (int n = 0; n < column.length; n++) {
            count += weights[n];
            sum += (double) weights[n] * column[n];
            square += (double) weights[n] * column[n] * column[n];
        }
        double mean = sum / count;
        return Math.max(0, square / count - mean * mean);
    }

    /**
     * Chooses the best codes among some.
     *
     * @param choices for each feature at least one
     */
    void chooseAmong(List<List<ColumnCode>> choices) {
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
    }

    /** The total cost of what is chosen, with other squared deviations, in output steps, on top. */
    double total(double others) {
        double cost = 0;
        for (int p = 0; p < squares.length; p++) {
            for (int n = 0; n < squares[p].length; n++) {
                cost += sample.weights()[n] * Math
                        .sqrt(Math.max(0, squares[p][n]) + clips[p][n] * clips[p][n] + others + OUTPUT_ROUNDING);
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

    /** The chosen code of a feature. */
    ColumnCode code(int feature) {
        return candidates.get(feature).get(chosen[feature]);
    }

    /**
     * The mean squared deviation, in output steps, with another code for a feature and the rounding of the weights that go with it. In
     * squares a few far values count for more than in the mean deviation: the largest deviation is theirs.
     */
    double squareWith(int feature, ColumnCode code) {
        return squaresWith(feature, part(feature, code), weightRounding(feature, code, variancesBeside(feature)));
    }

    /** The least that {@link #squareWith} could be for a feature, with a code that makes no error at all. */
    double squareWithout(int feature) {
        return squaresWith(feature, none, 0);
    }

    private double squaresWith(int feature, Part other, double weights) {
        Part mine = parts[feature];
        double sum = 0;
        for (int p = 0; p < squares.length; p++) {
            for (int n = 0; n < squares[p].length; n++) {
                double clip = clips[p][n] - mine.clip[p][n] + other.clip[p][n];
                double square = Math.max(0, squares[p][n] - mine.square[p][n]) + other.square[p][n];
                sum += sample.weights()[n] * (square + clip * clip);
            }
        }
        return sum / squares.length / rows + weights + OUTPUT_ROUNDING;
    }

    /** Takes another code for a feature. */
    void take(int feature, ColumnCode code) {
        add(parts[feature], -1);
        parts[feature] = part(feature, code);
        add(parts[feature], 1);
        candidates.set(feature, List.of(code));
        set(feature, 0);
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
            Part part = part(feature, code);
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

    private void add(Part part, int sign) {
        for (int p = 0; p < squares.length; p++) {
            for (int n = 0; n < squares[p].length; n++) {
                squares[p][n] += sign * part.square[p][n];
                clips[p][n] += sign * part.clip[p][n];
            }
        }
    }

    private Part part(int feature, ColumnCode code) {
        float[] column = sample.columns()[feature];
        var part = new Part(new float[squares.length][column.length], new float[squares.length][column.length]);
        for (int n = 0; n < column.length; n++) {
            double error = (code.coded(column[n]) - column[n]) / outputStep;
            boolean clips = code.clips(column[n]);
            for (int p = 0; p < squares.length; p++) {
                double effect = error * slopes.inputs()[p][feature][n];
                if (clips) {
                    part.clip[p][n] = (float) effect;
                } else {
                    part.square[p][n] = (float) (effect * effect);
                }
            }
        }
        return part;
    }

    private double cost(Part part, double others) {
        double cost = 0;
        for (int p = 0; p < squares.length; p++) {
            for (int n = 0; n < squares[p].length; n++) {
                double clip = clips[p][n] + part.clip[p][n];
                cost += sample.weights()[n]
                        * Math.sqrt(Math.max(0, squares[p][n]) + part.square[p][n] + clip * clip + others);
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

package dev.halfstep.quantize.chain;

import dev.halfstep.lower.Dense.FloatDense;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rounds a chain layer by layer, each on the numbers that the rounded layers before it give: units' steps first, then weights
 * and their scales, then biases.
 */
final class ChainRounding {

    /** Multiply-adds for covariances; beyond, the units of a layer share one. */
    private static final long MOMENTS_WORK = 100_000_000;

    /** Rows in which a unit sleeps count for little in its rounding, but enough to keep all directions in it. */
    private static final float ASLEEP = 0.02f;

    private final Widening widening;
    private final DenseChain chain;
    private final FloatTrace trace;
    private final FitRequest request;
    private final List<ColumnCode> columns;
    private final UnitRanges ranges;
    private final int[][] inputs;

    ChainRounding(Widening widening, FloatTrace trace, FitRequest request, UnitRanges ranges) {
        this.widening = widening;
        chain = widening.chain();
        columns = widening.columns();
        this.trace = trace;
        this.request = request;
        this.ranges = ranges;
        inputs = numbers(trace.sample(), columns, request.input());
    }

    /** The network's input numbers, {@code [input][row]}. */
    int[][] inputs() {
        return inputs;
    }

    /** The float network's outputs, {@code [output][row]}. */
    float[][] goal() {
        return trace.outputs();
    }

    /**
     * The input numbers of some rows.
     *
     * @param columns how each feature becomes numbers; none where all share a quantization
     */
    static int[][] numbers(Sample sample, List<ColumnCode> columns, Quantization shared) {
        var numbers = new ArrayList<int[]>();
        for (int f = 0; f < sample.columns().length; f++) {
            float[] values = sample.columns()[f];
            if (columns.isEmpty()) {
                numbers.add(IntStream.range(0, values.length)
                        .map(n -> (int) (shared.quantize(values[n], DType.INT8) - shared.zeroPoint())).toArray());
            } else {
                columns.get(f).slots().forEach(
                        slot -> numbers.add(IntStream.range(0, values.length).map(n -> slot.number(values[n]))
                                .toArray()));
            }
        }
        return numbers.toArray(int[][]::new);
    }

    /** A layer in terms of numbers: {@code sum = bias + sum over inputs of weight * number}, in real units of the float network. */
    private record Folded(double[][] weights, double[] bias) {}

    /** The layers in integers. */
    List<IntegerLayer> layers() {
        var layers = new ArrayList<IntegerLayer>();
        int[][] numbers = inputs;
        float inputScale = columns.isEmpty() ? request.input().scale() : 1;
        Folded folded = foldInput(inputScale);
        for (int l = 0; l < chain.layers().size(); l++) {
            double[] steps = steps(l);
            Quantization output = output(l, steps);
            IntegerLayer layer = round(l, folded, numbers, inputScale, steps, output);
            layers.add(layer);
            if (l < chain.last()) {
                int[][] in = numbers;
                numbers = IntStream.range(0, layer.outputs()).mapToObj(o -> layer.numbers(layer.sums(in, o), o))
                        .toArray(int[][]::new);
                folded = foldHidden(l + 1, steps);
                inputScale = output.scale();
            }
        }
        return layers;
    }

    /** The first layer on numbers instead of features. */
    private Folded foldInput(float inputScale) {
        FloatDense first = chain.layer(0);
        var bias = new double[first.outputs()];
        var weights = new double[first.outputs()][inputs.length];
        for (int o = 0; o < bias.length; o++) {
            bias[o] = first.bias()[o];
            int slot = 0;
            for (int f = 0; f < first.inputs(); f++) {
                double weight = first.weights()[o * first.inputs() + f];
                if (columns.isEmpty()) {
                    weights[o][slot++] = weight * inputScale;
                } else {
                    bias[o] += weight * columns.get(f).base();
                    for (double gain : columns.get(f).gains()) {
                        weights[o][slot++] = weight * gain;
                    }
                }
            }
        }
        return new Folded(weights, bias);
    }

    private Folded foldHidden(int l, double[] steps) {
        FloatDense layer = chain.layer(l);
        var bias = new double[layer.outputs()];
        var weights = new double[layer.outputs()][layer.inputs()];
        for (int o = 0; o < bias.length; o++) {
            bias[o] = layer.bias()[o];
            for (int i = 0; i < layer.inputs(); i++) {
                weights[o][i] = layer.weights()[o * layer.inputs() + i] * steps[i];
            }
        }
        return new Folded(weights, bias);
    }

    /** What a number of each of a layer's units stands for in the float network. */
    private double[] steps(int l) {
        FloatDense layer = chain.layer(l);
        float shared = request.outputs().get(l).scale();
        if (l == chain.last() || !isEqualized(l)) {
            return UnitSteps.uniform(layer.outputs(), shared);
        }
        var smallest = new double[layer.outputs()];
        double widening = widening(l);
        for (int u = 0; u < smallest.length; u++) {
            double needed = layer.min() == 0 ? ranges.high()[l][u] / (double) (DType.INT8.max() - DType.INT8.min())
                    : Math.max(ranges.high()[l][u] / (double) DType.INT8.max(),
                            ranges.low()[l][u] / (double) DType.INT8.min());
            smallest[u] = Math.max(0, needed) * widening;
        }
        return UnitSteps.fitted(smallest, chain.layer(l + 1));
    }

    /** How much further the layer's codes are to reach than the values seen. */
    private double widening(int l) {
        Quantization shared = request.outputs().get(l);
        double reach = Math.max(Math.abs(shared.dequantize(DType.INT8.max(), 0)),
                Math.abs(shared.dequantize(DType.INT8.min(), 0)));
        double seen = Math.max(Math.abs(ranges.highest(l)), Math.abs(ranges.lowest(l)));
        return seen > 0 ? reach / seen : 1;
    }

    private boolean isEqualized(int l) {
        return request.equalization() && chain.layer(l).isHomogeneous();
    }

    /** The quantization of a layer's output tensor; units with steps of their own take its scale by their weights. */
    private Quantization output(int l, double[] steps) {
        if (l == chain.last() || !isEqualized(l)) {
            return request.outputs().get(l);
        }
        double largest = 0;
        for (double step : steps) {
            largest = Math.max(largest, step);
        }
        return Quantization.perTensor((float) largest, chain.layer(l).min() == 0 ? DType.INT8.min() : 0);
    }

    private IntegerLayer round(int l, Folded folded, int[][] numbers, float inputScale, double[] steps,
            Quantization output) {
        FloatDense layer = chain.layer(l);
        boolean own = (long) layer.outputs() * numbers.length * numbers.length / 2
                * trace.sample().rows() <= MOMENTS_WORK;
        boolean plain = request.effort() == Effort.NONE;
        InputMoments shared = plain ? InputMoments.independent(numbers.length) : InputMoments.of(numbers, null);
        var codes = new int[layer.outputs()][];
        var bias = new int[layer.outputs()];
        var scales = new float[layer.outputs()];
        // The numbers of a feature count from its smallest value, so that rounding its weight would shift all rows alike.
        boolean takesBack = request.biasCorrection() || (l == 0 && !columns.isEmpty());
        double common = request.perChannelWeights() ? 0 : largestFactor(folded, steps);
        for (int u = 0; u < codes.length; u++) {
            float @Nullable [] awake = plain || l == chain.last() ? null : awake(l, u);
            InputMoments moments = awake == null || !own ? shared : InputMoments.of(numbers, awake);
            double[] weights = scaled(folded.weights[u], 1 / steps[u]);
            double constant = folded.bias[u] / steps[u];
            double floor = Math.max(common, needed(weights, constant));
            UnitRounding rounding =
                    UnitRounding.best(weights, floor, moments, !plain && request.perChannelWeights());
            scales[u] = Math.max((float) (rounding.factor() * output.scale() / inputScale), Float.MIN_NORMAL);
            double factor = (double) inputScale * scales[u] / output.scale();
            codes[u] = rounding.codes();
            double corrected = takesBack
                    ? corrected(trace.sums(l, u), steps[u], codes[u], factor, awake, numbers)
                    : constant;
            bias[u] =
                    (int) Math.clamp(Math.rint((corrected + widening.phase(l, u)) / factor), -ChainFit.BIAS_LIMIT,
                            (double) ChainFit.BIAS_LIMIT);
        }
        return IntegerLayer.of(codes, bias, inputScale, scales, output.scale(), (int) output.zeroPoint(),
                low(layer, output), high(layer, output));
    }

    /** So many units of a weight's factor a bias may hold; half of them are left for its correction. */
    private static final double BIAS_ROOM = ChainFit.BIAS_LIMIT / 2.0;

    /** The smallest factor with which a unit's bias fits. */
    private static double needed(double[] weights, double constant) {
        double sum = Math.abs(constant);
        for (double weight : weights) {
            sum += Math.abs(weight);
        }
        return sum / BIAS_ROOM;
    }

    /** The factor that suits all units of a layer. */
    private static double largestFactor(Folded folded, double[] steps) {
        double largest = 0;
        for (int u = 0; u < steps.length; u++) {
            double[] weights = scaled(folded.weights[u], 1 / steps[u]);
            largest = Math.max(largest, needed(weights, folded.bias[u] / steps[u]));
            for (double weight : weights) {
                largest = Math.max(largest, Math.abs(weight) / UnitRounding.MOST);
            }
        }
        return largest;
    }

    private static double[] scaled(double[] weights, double factor) {
        return Arrays.stream(weights).map(w -> w * factor).toArray();
    }

    /** The weight of each row for a unit; {@code null} if it is awake in none. */
    private float @Nullable [] awake(int l, int unit) {
        float[] sums = trace.sums(l, unit);
        var weights = new float[sums.length];
        int count = 0;
        for (int n = 0; n < sums.length; n++) {
            boolean active = chain.layer(l).isActive(sums[n]);
            weights[n] = active ? 1 : ASLEEP;
            count += active ? 1 : 0;
        }
        return count == 0 ? null : weights;
    }

    /** The bias, in codes, that gives the unit's sums the mean that they have in float, over the rows in which it is awake. */
    private static double corrected(float[] sums, double step, int[] codes, double factor, float @Nullable [] awake,
            int[][] numbers) {
        double total = 0;
        double mean = 0;
        for (int n = 0; n < sums.length; n++) {
            double weight = awake == null ? 1 : awake[n];
            total += weight;
            mean += weight * sums[n];
        }
        double coded = 0;
        for (int i = 0; i < codes.length; i++) {
            double sum = 0;
            for (int n = 0; codes[i] != 0 && n < sums.length; n++) {
                sum += (awake == null ? 1 : awake[n]) * (double) numbers[i][n];
            }
            coded += codes[i] * sum;
        }
        return (mean / step - coded * factor) / total;
    }

    private static int low(FloatDense layer, Quantization output) {
        long low = Float.isInfinite(layer.min()) ? DType.INT8.min() : output.quantize(layer.min(), DType.INT8);
        return (int) (low - output.zeroPoint());
    }

    private static int high(FloatDense layer, Quantization output) {
        long high = Float.isInfinite(layer.max()) ? DType.INT8.max() : output.quantize(layer.max(), DType.INT8);
        return (int) (high - output.zeroPoint());
    }
}

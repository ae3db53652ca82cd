package dev.halfstep.quantize.chain;

import dev.halfstep.lower.Dense.FloatDense;
import dev.halfstep.quantize.scale.InputMoments;
import dev.halfstep.quantize.scale.UnitRounding;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rounds a chain layer by layer, each on the codes that the rounded layers before it give: the units' scales first, then weights
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
    private final UnitRanges.All ranges;
    private final int[][] inputs;

    /** @param ranges those over the rows as they are are what the request's headroom is reckoned against */
    ChainRounding(Widening widening, FloatTrace trace, FitRequest request, UnitRanges.All ranges) {
        this.widening = widening;
        chain = widening.chain();
        columns = widening.columns();
        this.trace = trace;
        this.request = request;
        this.ranges = ranges;
        inputs = codes(trace.sample(), columns, request.input());
    }

    /** The network's input codes, {@code [input][row]}. */
    int[][] inputs() {
        return inputs;
    }

    /** The float network's outputs, {@code [output][row]}. */
    float[][] goal() {
        return trace.outputs();
    }

    /**
     * The input codes of some rows.
     *
     * @param columns how each feature becomes codes; none where all share a quantization
     */
    static int[][] codes(Sample sample, List<ColumnCode> columns, Quantization shared) {
        var codes = new ArrayList<int[]>();
        for (int f = 0; f < sample.columns().length; f++) {
            float[] values = sample.columns()[f];
            if (columns.isEmpty()) {
                codes.add(IntStream.range(0, values.length)
                        .map(n -> (int) (shared.quantize(values[n], DType.INT8) - shared.zeroPoint())).toArray());
            } else {
                columns.get(f).slots().forEach(
                        slot -> codes.add(IntStream.range(0, values.length).map(n -> slot.code(values[n]))
                                .toArray()));
            }
        }
        return codes.toArray(int[][]::new);
    }

    /** A layer in terms of codes: {@code sum = bias + sum over inputs of weight * code}, in real units of the float network. */
    private record Folded(double[][] weights, double[] bias) {}

    /** The layers in integers. */
    List<FittingLayer> layers() {
        var layers = new ArrayList<FittingLayer>();
        int[][] codes = inputs;
        float inputScale = columns.isEmpty() ? request.input().scale() : 1;
        Folded folded = foldInput(inputScale);
        for (int l = 0; l < chain.layers().size(); l++) {
            double[] unitScales = unitScales(l);
            Quantization output = output(l, unitScales);
            FittingLayer layer = round(l, folded, codes, inputScale, unitScales, output);
            layers.add(layer);
            if (l < chain.last()) {
                int[][] in = codes;
                codes = IntStream.range(0, layer.outputs()).mapToObj(o -> layer.codes(layer.sums(in, o), o))
                        .toArray(int[][]::new);
                folded = foldHidden(l + 1, unitScales);
                inputScale = output.scale();
            }
        }
        return layers;
    }

    /** The first layer on codes instead of features. */
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

    private Folded foldHidden(int l, double[] unitScales) {
        FloatDense layer = chain.layer(l);
        var bias = new double[layer.outputs()];
        var weights = new double[layer.outputs()][layer.inputs()];
        for (int o = 0; o < bias.length; o++) {
            bias[o] = layer.bias()[o];
            for (int i = 0; i < layer.inputs(); i++) {
                weights[o][i] = layer.weights()[o * layer.inputs() + i] * unitScales[i];
            }
        }
        return new Folded(weights, bias);
    }

    /** What a code of each of a layer's units stands for in the float network. */
    private double[] unitScales(int l) {
        FloatDense layer = chain.layer(l);
        float shared = request.outputs().get(l).scale();
        if (l == chain.last() || !isEqualized(l)) {
            return UnitScales.uniform(layer.outputs(), shared);
        }
        var smallest = new double[layer.outputs()];
        double widening = widening(l);
        for (int u = 0; u < smallest.length; u++) {
            smallest[u] = Math.max(needed(ranges.coded(), l, u) * widening, needed(ranges.beyond(), l, u));
        }
        return UnitScales.fitted(smallest, chain.layer(l + 1));
    }

    /** The smallest scale with which a unit's range has codes. */
    private double needed(UnitRanges range, int l, int unit) {
        double up = range.high()[l][unit];
        double needed = chain.layer(l).min() == 0 ? up / (DType.INT8.max() - DType.INT8.min())
                : Math.max(up / DType.INT8.max(), range.low()[l][unit] / (double) DType.INT8.min());
        return Math.max(0, needed);
    }

    /** How much further the layer's codes are to reach than the values seen. */
    private double widening(int l) {
        Quantization shared = request.outputs().get(l);
        double reach = Math.max(Math.abs(shared.dequantize(DType.INT8.max(), 0)),
                Math.abs(shared.dequantize(DType.INT8.min(), 0)));
        double furthest = Math.max(Math.abs(ranges.seen().highest(l)), Math.abs(ranges.seen().lowest(l)));
        return furthest > 0 ? reach / furthest : 1;
    }

    private boolean isEqualized(int l) {
        return request.equalization() && chain.layer(l).isHomogeneous();
    }

    /** The quantization of a layer's output tensor; units with scales of their own take its scale by their weights. */
    private Quantization output(int l, double[] unitScales) {
        if (l == chain.last() || !isEqualized(l)) {
            return request.outputs().get(l);
        }
        double largest = 0;
        for (double scale : unitScales) {
            largest = Math.max(largest, scale);
        }
        return Quantization.perTensor((float) largest, chain.layer(l).min() == 0 ? DType.INT8.min() : 0);
    }

    private FittingLayer round(int l, Folded folded, int[][] codes, float inputScale, double[] unitScales,
            Quantization output) {
        FloatDense layer = chain.layer(l);
        boolean own = (long) layer.outputs() * codes.length * codes.length / 2
                * trace.sample().rows() <= MOMENTS_WORK;
        boolean plain = request.effort() == Effort.NONE;
        InputMoments shared = plain ? InputMoments.independent(codes.length) : InputMoments.of(codes, null);
        var weightCodes = new int[layer.outputs()][];
        var bias = new int[layer.outputs()];
        var scales = new float[layer.outputs()];
        // The codes of a feature count from its smallest value, so that rounding its weight would shift all rows alike.
        boolean takesBack = request.biasCorrection() || (l == 0 && !columns.isEmpty());
        double common = request.perChannelWeights() ? 0 : largestFactor(folded, unitScales);
        for (int u = 0; u < weightCodes.length; u++) {
            float @Nullable [] awake = plain || l == chain.last() ? null : awake(l, u);
            InputMoments moments = awake == null || !own ? shared : InputMoments.of(codes, awake);
            double[] weights = scaled(folded.weights[u], 1 / unitScales[u]);
            double constant = folded.bias[u] / unitScales[u];
            double floor = Math.max(common, needed(weights, constant));
            UnitRounding rounding =
                    UnitRounding.best(weights, floor, moments, !plain && request.perChannelWeights());
            scales[u] = Math.max((float) (rounding.factor() * output.scale() / inputScale), Float.MIN_NORMAL);
            double factor = (double) inputScale * scales[u] / output.scale();
            weightCodes[u] = rounding.codes();
            double corrected = takesBack
                    ? corrected(trace.sums(l, u), unitScales[u], weightCodes[u], factor, awake, codes)
                    : constant;
            bias[u] =
                    (int) Math.clamp(Math.rint((corrected + widening.phase(l, u)) / factor), -ChainFit.BIAS_LIMIT,
                            (double) ChainFit.BIAS_LIMIT);
        }
        return FittingLayer.of(weightCodes, bias, inputScale, scales, output.scale(), (int) output.zeroPoint(),
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
    private static double largestFactor(Folded folded, double[] unitScales) {
        double largest = 0;
        for (int u = 0; u < unitScales.length; u++) {
            double[] weights = scaled(folded.weights[u], 1 / unitScales[u]);
            largest = Math.max(largest, needed(weights, folded.bias[u] / unitScales[u]));
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
    private static double corrected(float[] sums, double scale, int[] weightCodes, double factor,
            float @Nullable [] awake,
            int[][] codes) {
        double total = 0;
        double mean = 0;
        for (int n = 0; n < sums.length; n++) {
            double weight = awake == null ? 1 : awake[n];
            total += weight;
            mean += weight * sums[n];
        }
        double coded = 0;
        for (int i = 0; i < weightCodes.length; i++) {
            double sum = 0;
            for (int n = 0; weightCodes[i] != 0 && n < sums.length; n++) {
                sum += (awake == null ? 1 : awake[n]) * (double) codes[i][n];
            }
            coded += weightCodes[i] * sum;
        }
        return (mean / scale - coded * factor) / total;
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

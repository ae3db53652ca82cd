package dev.halfstep.keras.layer;

import dev.halfstep.keras.config.Settings;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.reduce.Reduce;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Layers that scale and shift. */
final class NormLayers {

    /** Keeps a deviation from being 0. */
    private static final float LEAST_DEVIATION = 1e-7f;

    private NormLayers() {}

    /** Values along some axes as a tensor that is broadcast to data: without axes of extent 1 in front. */
    private static Tensor broadcast(float[] values, Shape data, int... axes) {
        var extents = new int[data.rank()];
        Arrays.fill(extents, 1);
        int first = data.rank();
        for (int axis : axes) {
            extents[axis] = data.extent(axis);
            first = Math.min(first, axis);
        }
        int expected = Arrays.stream(extents).reduce(1, Math::multiplyExact);
        if (values.length != expected) {
            throw Problem.model(values.length + " weights do not go with axes " + Arrays.toString(axes)
                    + " of data of shape " + data);
        }
        return Tensor.of(Shape.of(Arrays.copyOfRange(extents, first, extents.length)), values);
    }

    private static int[] axes(int[] given, int rank) {
        int[] axes = Arrays.stream(given).map(axis -> Call.axis(axis, rank)).sorted().distinct().toArray();
        if (axes.length != given.length || (axes.length > 0 && axes[0] == 0)) {
            throw Problem.model("the axes " + Arrays.toString(given) + " are not all different ones of a sample");
        }
        return axes;
    }

    /** {@code gamma (x - mean) / sqrt(variance + epsilon) + beta}, with what was seen in training. */
    static Layer batch(Settings settings) {
        boolean scales = settings.flag("scale", true);
        boolean centers = settings.flag("center", true);
        double epsilon = settings.number("epsilon", 1e-3);
        int[] axis = settings.wholes("axis", -1);
        var names = new ArrayList<String>();
        names.addAll(scales ? List.of("gamma") : List.of());
        names.addAll(centers ? List.of("beta") : List.of());
        int trained = names.size();
        names.addAll(List.of("moving_mean", "moving_variance"));
        return new WithWeights(new Parameters(names, trained, Map.of(), true), call -> {
            int data = call.real();
            int[] axes = axes(axis, call.shape(data).rank());
            float[] mean = call.weights().get("moving_mean", 1).values();
            float[] variance = call.weights().perChannel("moving_variance", true, mean.length, 0);
            float[] gamma = call.weights().perChannel("gamma", scales, mean.length, 1);
            float[] beta = call.weights().perChannel("beta", centers, mean.length, 0);
            var factors = new float[mean.length];
            var summands = new float[mean.length];
            for (int c = 0; c < mean.length; c++) {
                double factor = gamma[c] / Math.sqrt(variance[c] + epsilon);
                factors[c] = (float) factor;
                summands[c] = (float) (beta[c] - mean[c] * factor);
            }
            Shape shape = call.shape(data);
            return call.layers().affine(call.name(), data, broadcast(factors, shape, axes),
                    broadcast(summands, shape, axes));
        });
    }

    /** {@code (x - mean) / deviation} of what was adapted to, or given, or back. */
    static Layer features(Settings settings) {
        boolean isGiven = settings.has("mean") || settings.has("input_mean");
        boolean inverts = settings.flag("invert", false);
        // null stands for one mean of all.
        int[] kept = settings.get("axis").isNull() ? new int[0] : settings.wholes("axis", -1);
        Parameters parameters = isGiven ? Parameters.NONE
                : new Parameters(List.of("mean", "variance", "count"), 0, Map.of(), true);
        return new WithWeights(parameters, call -> {
            int data = call.real();
            Shape shape = call.shape(data);
            int[] axes = axes(kept, shape.rank());
            float[] means = isGiven ? settings.numbers(settings.has("mean") ? "mean" : "input_mean")
                    : call.weights().get("mean", axes.length).values();
            float[] variances = isGiven ? settings.numbers(settings.has("variance") ? "variance" : "input_variance")
                    : call.weights().get("variance", axes.length).values();
            Tensor mean = oneOrEach(means, shape, axes);
            Tensor factor = oneOrEach(factors(variances, inverts), shape, axes);
            return inverts ? call.layers().affine(call.name(), data, factor, mean)
                    : normalized(call, data, mean, factor);
        });
    }

    private static Tensor oneOrEach(float[] values, Shape data, int... axes) {
        return values.length == 1 ? Tensor.of(Shape.of(), values) : broadcast(values, data, axes);
    }

    /** Deviations, or what is to be multiplied with instead of dividing by them. */
    private static float[] factors(float[] variances, boolean areDeviations) {
        var factors = new float[variances.length];
        for (int i = 0; i < factors.length; i++) {
            float deviation = Math.max((float) Math.sqrt(variances[i]), LEAST_DEVIATION);
            factors[i] = areDeviations ? deviation : 1 / deviation;
        }
        return factors;
    }

    /** A difference and a product, which the quantizer folds into dense layers behind them. */
    private static int normalized(Call call, int data, Tensor mean, Tensor factor) {
        int centred = call.layers().arithmetic(call.name() + "/centred", Kind.SUB, data,
                call.network().constant(call.name() + "/mean", mean));
        return call.layers().arithmetic(call.name(), Kind.MUL, centred,
                call.network().constant(call.name() + "/factor", factor));
    }

    /** {@code scale x + offset}. */
    static Layer.Plain rescaling(Settings settings) {
        float[] scale = settings.has("scale") ? settings.numbers("scale") : new float[] {1};
        float[] offset = settings.has("offset") ? settings.numbers("offset") : new float[] {0};
        return call -> {
            Shape shape = call.shape(call.input());
            int last = shape.rank() - 1;
            int data = call.real();
            boolean isOne = scale.length == 1 && scale[0] == 1;
            int scaled = isOne ? data : call.layers().arithmetic(call.name() + "/scaled", Kind.MUL, data,
                    constant(call, "/scale", scale, shape, last));
            boolean isZero = offset.length == 1 && offset[0] == 0;
            return isZero ? scaled : call.layers().arithmetic(call.name(), Kind.ADD, scaled,
                    constant(call, "/offset", offset, shape, last));
        };
    }

    private static int constant(Call call, String part, float[] values, Shape shape, int axis) {
        return values.length == 1 ? call.layers().number(values[0])
                : call.network().constant(call.name() + part, broadcast(values, shape, axis));
    }

    /** By what {@link #layer} divides. */
    enum Divisor {
        /** The standard deviation, after the mean was taken off. */
        DEVIATION,
        /** The standard deviation, with the mean left in, which Keras once took for the next. */
        DEVIATION_ALONE,
        ROOT_MEAN_SQUARE
    }

    static Layer layer(Settings settings) {
        boolean isOdd = settings.flag("rms_scaling", false);
        return layer(settings, isOdd ? Divisor.DEVIATION_ALONE : Divisor.DEVIATION,
                isOdd || settings.flag("scale", true), !isOdd && settings.flag("center", true), 1e-3, "gamma");
    }

    static Layer rootMeanSquare(Settings settings) {
        return layer(settings, Divisor.ROOT_MEAN_SQUARE, true, false, 1e-6, "scale");
    }

    /** Each sample by itself. */
    private static Layer layer(Settings settings, Divisor divisor, boolean scales, boolean centers,
            double usualEpsilon, String gammaName) {
        float epsilon = settings.number("epsilon", usualEpsilon);
        int[] axis = settings.wholes("axis", -1);
        var names = new ArrayList<String>();
        names.addAll(scales ? List.of(gammaName) : List.of());
        names.addAll(centers ? List.of("beta") : List.of());
        return new WithWeights(Parameters.of(names), call -> {
            int data = call.real();
            Shape shape = call.shape(data);
            int[] axes = axes(axis, shape.rank());
            int result = divisor == Divisor.DEVIATION
                    ? call.layers().standardized(call.name() + "/standardized", data, epsilon, axes)
                    : divided(call, data, divisor == Divisor.DEVIATION_ALONE, epsilon, axes);
            if (scales) {
                float[] gamma = call.weights().get(gammaName, axes.length).values();
                result = call.layers().arithmetic(call.name() + "/scaled", Kind.MUL, result,
                        call.network().constant(call.name() + "/gamma", broadcast(gamma, shape, axes)));
            }
            if (centers) {
                float[] beta = call.weights().get("beta", axes.length).values();
                result = call.layers().arithmetic(call.name(), Kind.ADD, result,
                        call.network().constant(call.name() + "/beta", broadcast(beta, shape, axes)));
            }
            return result;
        });
    }

    /** Divided by its root mean square, or by that of its distances from the mean. */
    private static int divided(Call call, int data, boolean fromMean, float epsilon, int... axes) {
        int distance = fromMean ? call.layers().arithmetic(call.name() + "/centred", Kind.SUB, data,
                call.layers().reduce(call.name() + "/middle", Reduce.Kind.MEAN, data, true, axes)) : data;
        int squares = call.layers().arithmetic(call.name() + "/squares", Kind.MUL, distance, distance);
        int mean = call.layers().reduce(call.name() + "/mean", Reduce.Kind.MEAN, squares, true, axes);
        int stable = call.layers().withNumber(call.name() + "/stable", Kind.ADD, mean, epsilon);
        int inverse = call.activations().function(call.name() + "/inverse", UnaryFunction.RSQRT, stable);
        return call.layers().arithmetic(call.name() + "/normalized", Kind.MUL, data, inverse);
    }

    /** Of length 1 along some axes. */
    static Layer.Plain unit(Settings settings) {
        int[] axis = settings.wholes("axis", -1);
        return call -> {
            int data = call.real();
            return MergeLayers.ofLengthOne(call, data, axes(axis, call.shape(data).rank()));
        };
    }

    /** A layer with weights and one output. */
    record WithWeights(Parameters parameters, Layer.Plain plain) implements Layer {
        @Override
        public List<Integer> apply(Call call) {
            return plain.apply(call);
        }
    }
}

package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.assemble.Layers;
import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.op.Activation;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.op.elementwise.BinaryFunction;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.reduce.Reduce;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** Normalizations: of batches, with what training left; of layers and of instances. */
final class NormalizationOps {

    private static final float EPSILON = 1e-5f;

    private NormalizationOps() {}

    static void addTo(Handler.Table table) {
        table.one("BatchNormalization", NormalizationOps::batch);
        table.all("LayerNormalization", NormalizationOps::layer);
        table.one("InstanceNormalization", NormalizationOps::instance);
    }

    /** A factor and a summand for each channel: folded into a layer before it where there is one. */
    private static Operand batch(Call call) {
        call.attributes().skip("momentum");
        requireThat(!call.attributes().flag("training_mode", false) && !call.gives(1), "it normalizes as in training");
        requireThat(call.attributes().flag("spatial", true), "a mean for each place of an image is not supported");
        Held data = call.held(0);
        requireThat(data.rank() >= 2, "data of " + data.rank() + " axes have no channels");
        float epsilon = call.attributes().real("epsilon", EPSILON);
        float[] scale = channels(call, 1, data);
        float[] bias = channels(call, 2, data);
        float[] mean = channels(call, 3, data);
        float[] variance = channels(call, 4, data);
        var factors = new float[scale.length];
        var summands = new float[scale.length];
        for (int c = 0; c < factors.length; c++) {
            double factor = scale[c] / Math.sqrt((double) variance[c] + epsilon);
            factors[c] = (float) factor;
            summands[c] = (float) (bias[c] - mean[c] * factor);
        }
        return affine(call, data, factors, summands);
    }

    private static float[] channels(Call call, int input, Held data) {
        Tensor known = call.reals(input);
        int channels = call.network().shape(data)[1];
        requireThat(known.shape().equals(Shape.of(channels)), "its operand " + input + " has the shape "
                + known.shape() + ", for " + channels + " channels");
        return known.values();
    }

    /** A factor and a summand for each channel, which is the second axis. */
    private static Held affine(Call call, Held data, float[] factors, float[] summands) {
        int[] extents = IntStream.range(0, data.rank() - 1).map(axis -> axis == 0 ? factors.length : 1).toArray();
        Network network = call.network();
        Held scaled = network.elementwise(call.name() + "/scaled", Kind.MUL.with(Activation.NONE),
                network.dtype(data), data, network.constant(call.name() + "/factors", Shape.of(extents), factors));
        return network.elementwise(call.name(), Kind.ADD.with(Activation.NONE), network.dtype(data), scaled,
                network.constant(call.name() + "/summands", Shape.of(extents), summands));
    }

    private static List<Operand> layer(Call call) {
        requireThat(call.attributes().integer("stash_type", 1) == 1, "it computes in another type than float32");
        Held data = call.held(0);
        int axis = Call.axis(call.attributes().integer("axis", -1), data.rank());
        float epsilon = call.attributes().real("epsilon", EPSILON);
        boolean shifts = call.has(2);
        Network network = call.network();
        int[] axes = data.layout().positions(IntStream.range(axis, data.rank()).toArray());
        Held standardized = network.each(data, tensor -> network.layers().standardized(call.name() + "/standardized",
                tensor, epsilon, axes));
        Held scaled = network.elementwise(shifts ? call.name() + "/scaled" : call.name(),
                Kind.MUL.with(Activation.NONE), network.dtype(data), standardized, call.held(1));
        Held result = shifts ? network.elementwise(call.name(), Kind.ADD.with(Activation.NONE), network.dtype(data),
                scaled, call.held(2)) : scaled;
        return call.gives(1) || call.gives(2) ? List.of(result, mean(call, data, axes),
                inverseDeviation(call, data, epsilon, axes)) : List.of(result);
    }

    private static Held mean(Call call, Held data, int[] axes) {
        return call.network().each(data,
                tensor -> call.network().layers().reduce(call.name(1), Reduce.Kind.MEAN, tensor, true, axes));
    }

    private static Held inverseDeviation(Call call, Held data, float epsilon, int[] axes) {
        Layers layers = call.network().layers();
        return call.network().each(mean(call, data, axes), mean -> {
            int squares = call.assembler().apply(call.name(2) + "/squares", BinaryFunction.SQUARED_DIFFERENCE,
                    data.tensor(), mean);
            int variance = layers.reduce(call.name(2) + "/variance", Reduce.Kind.MEAN, squares, true, axes);
            return call.assembler().apply(call.name(2), UnaryFunction.RSQRT,
                    layers.withNumber(call.name(2) + "/stable", Kind.ADD, variance, epsilon));
        });
    }

    private static Operand instance(Call call) {
        Held data = call.held(0);
        requireThat(data.rank() > 2, "data of " + data.rank() + " axes are no images");
        float epsilon = call.attributes().real("epsilon", EPSILON);
        float[] factors = channels(call, 1, data);
        float[] summands = channels(call, 2, data);
        int[] axes = data.layout().positions(IntStream.range(2, data.rank()).toArray());
        Held standardized = call.network().each(data, tensor -> call.network().layers()
                .standardized(call.name() + "/standardized", tensor, epsilon, axes));
        return affine(call, standardized, factors, summands);
    }
}

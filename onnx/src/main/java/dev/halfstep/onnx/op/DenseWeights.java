package dev.halfstep.onnx.op;

import dev.halfstep.onnx.network.Layout;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.onnx.network.Operand.Rows;
import dev.halfstep.op.Extents;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The weights of a dense layer, {@code [units, inputs]}.
 *
 * @param tensor the real weights
 * @param codes those that they were dequantized from, if they were
 */
record DenseWeights(Tensor tensor, Optional<Codes> codes) {

    /**
     * The weights that a constant factor is.
     *
     * @param turned whether it is {@code [units, inputs]} already
     */
    static DenseWeights of(Network network, Held factor, boolean turned, float scale) {
        var wanted = new Held(factor.tensor(), turned ? factor.layout() : factor.layout().transposed(1, 0));
        var real = (Tensor) network.contents(wanted).orElseThrow();
        boolean isStored = wanted.layout().isPlain();
        Optional<Codes> codes = scale == 1 ? network.coded().of(factor.tensor()).map(own -> isStored ? own : turned(own))
                : Optional.empty();
        if (scale == 1) {
            return new DenseWeights(real, codes);
        }
        network.bounded(real.values().length);
        float[] scaled = real.values().clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= scale;
        }
        return new DenseWeights(Tensor.of(real.shape(), scaled), codes);
    }

    private static Codes turned(Codes codes) {
        Quantization own = codes.quantization().orElseThrow();
        int rows = codes.shape().extent(0);
        int columns = codes.shape().extent(1);
        var moved = new long[rows * columns];
        for (int i = 0; i < moved.length; i++) {
            moved[i % columns * rows + i / columns] = codes.rawCode(i);
        }
        Quantization quantization = own.channels() == 1 ? own
                : Quantization.perChannel(own.scales(), own.zeroPoints(), 1 - own.axis());
        return Codes.of(codes.dtype(), Shape.of(columns, rows), moved, quantization);
    }

    int units() {
        return tensor.shape().extent(0);
    }

    int inputs() {
        return tensor.shape().extent(1);
    }

    /** The weights in the order that rows are stored in. */
    DenseWeights forRows(Network network, Rows rows) {
        int[] from = order(network, rows);
        int inputs = inputs();
        if (from.length != inputs) {
            throw Problem.model("rows of " + from.length + " do not go with weights for " + inputs + " inputs");
        }
        var real = new float[network.bounded(units(), inputs)];
        for (int i = 0; i < real.length; i++) {
            real[i] = tensor.values()[i - i % inputs + from[i % inputs]];
        }
        Optional<Codes> moved = codes.map(own -> Codes.of(own.dtype(), own.shape(),
                IntStream.range(0, real.length).mapToLong(i -> own.rawCode(i - i % inputs + from[i % inputs])).toArray(),
                own.quantization().orElseThrow()));
        return new DenseWeights(Tensor.of(tensor.shape(), real), moved);
    }

    /** For each element of a stored row where ONNX has it. */
    private static int[] order(Network network, Rows rows) {
        Layout layout = rows.source().layout();
        int[] shape = network.shape(rows.source());
        shape[0] = 1;
        int[] strides = Extents.strides(Shape.of(shape));
        int[] stored = layout.stored(shape);
        int[] steps = layout.stored(strides);
        int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        var from = new int[count];
        for (int i = 0; i < count; i++) {
            int rest = i;
            for (int p = stored.length - 1; p > 0; p--) {
                from[i] += rest % stored[p] * steps[p];
                rest /= stored[p];
            }
        }
        return from;
    }

    /** Takes note of the codes under the name that the weights get in the network. */
    void remember(Network network, String name) {
        codes.ifPresent(own -> network.coded().put(network.assembler().constant(name, tensor), own));
    }
}

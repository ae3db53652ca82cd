package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.assemble.Assembler;
import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Layout;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.onnx.network.Operand.Rows;
import dev.halfstep.op.Activation;
import dev.halfstep.op.dense.BatchMatMul;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** Products of matrices: dense layers where a factor is constant. */
final class DenseOps {

    private DenseOps() {}

    static void addTo(Handler.Table table) {
        table.one("MatMul", call -> product(call, call.operand(0), call.held(1)));
        table.one("Gemm", DenseOps::gemm);
    }

    private static boolean isRealConstant(Network network, Held value) {
        return network.isConstant(value) && network.dtype(value) == DType.FLOAT32;
    }

    /** The product of two factors, of which the first may be rows in another order. */
    static Operand product(Call call, Operand left, Held right) {
        Network network = call.network();
        boolean computed = !(left instanceof Held held) || !network.isConstant(held);
        boolean byVector = right.rank() == 1;
        if (computed && (byVector || right.rank() == 2) && isRealConstant(network, right)) {
            Held matrix = byVector ? column(call, right) : right;
            return squeezed(call, dense(call, left, DenseWeights.of(network, matrix, false, 1), new float[0]), false,
                    byVector);
        }
        Held data = left instanceof Held held ? held : call.held(0);
        boolean isVector = data.rank() == 1;
        Held rows = isVector ? network.widened(data, 2) : data;
        Held columns = byVector ? column(call, right) : right;
        Held result = matrices(call.name(), network, rows, columns);
        return squeezed(call, result, isVector, byVector);
    }

    private static Held column(Call call, Held vector) {
        return call.network().reshaped(call.name() + "/column", vector, call.network().shape(vector)[0], 1);
    }

    private static Held squeezed(Call call, Held result, boolean row, boolean column) {
        if (!row && !column) {
            return result;
        }
        int[] signature = call.network().signature(result);
        int rank = result.rank();
        int[] extents = IntStream.range(0, rank).filter(a -> !(row && a == rank - 2) && !(column && a == rank - 1))
                .map(a -> signature[a]).toArray();
        return call.network().reshaped(call.name(), result, extents);
    }

    /** Where the last two axes are stored the other way round they are multiplied like that. */
    private static Held matrices(String name, Network network, Held left, Held right) {
        boolean turnsLeft = isTurned(left.layout());
        boolean turnsRight = isTurned(right.layout());
        int x = turnsLeft ? left.tensor() : network.plain(left);
        int y = turnsRight ? right.tensor() : network.plain(right);
        return network.held(network.assembler().apply(name, new BatchMatMul(turnsLeft, turnsRight, false), x, y));
    }

    private static boolean isTurned(Layout layout) {
        int rank = layout.rank();
        return rank >= 2 && layout.axis(rank - 1) == rank - 2 && layout.axis(rank - 2) == rank - 1
                && IntStream.range(0, rank - 2).allMatch(p -> layout.axis(p) == p);
    }

    /** A dense layer on the last axis. */
    private static Held dense(Call call, Operand left, DenseWeights weights, float[] bias) {
        Network network = call.network();
        Assembler assembler = call.assembler();
        DenseWeights ordered = left instanceof Rows rows ? weights.forRows(network, rows) : weights;
        Held data = switch (left) {
            case Rows rows -> network.held(network.layers().flatten(call.name() + "/rows",
                    network.computed(rows.source().tensor())));
            case Held held -> held;
            case Operand.PerBatch perBatch -> call.held(0);
        };
        boolean endsInRows = data.rank() > 0 && data.layout().axis(data.rank() - 1) == data.rank() - 1;
        Held rows = endsInRows ? data : network.held(network.plain(data));
        int[] shape = network.shape(rows);
        requireThat(shape.length > 0 && shape[shape.length - 1] == ordered.inputs(),
                "rows of shape " + Arrays.toString(shape) + " do not go with weights for " + ordered.inputs()
                        + " inputs");
        ordered.remember(network, call.name() + "/weights");
        float[] biases = bias.length == 0 ? new float[ordered.units()] : bias;
        int tensor = network.layers().dense(call.name(), rows.tensor(), ordered.tensor(), biases);
        if (rows.rank() == 1) {
            return network.reshaped(call.name(), network.held(tensor), assembler.shape(tensor).lastExtent());
        }
        return new Held(tensor, rows.layout());
    }

    private static Operand gemm(Call call) {
        float alpha = call.attributes().real("alpha", 1);
        float beta = call.attributes().real("beta", 1);
        boolean turnsLeft = call.attributes().flag("transA", false);
        boolean turnsRight = call.attributes().flag("transB", false);
        // Up to opset 6 the last operand was broadcast only where this said so.
        call.attributes().skip("broadcast");
        Network network = call.network();
        Operand left = turnsLeft ? turned(call.held(0)) : call.operand(0);
        Held right = call.held(1);
        boolean computed = !(left instanceof Held held) || !network.isConstant(held);
        requireThat(right.rank() == 2, "its second factor is no matrix");
        if (computed && isRealConstant(network, right)) {
            DenseWeights weights = DenseWeights.of(network, right, turnsRight, alpha);
            Optional<float[]> bias = bias(call, weights.units(), beta);
            Held result = dense(call, left, weights, bias.orElse(new float[0]));
            return bias.isPresent() ? result : plus(call, result, beta);
        }
        Held product = matrices(call.name() + "/product", network, left instanceof Held held ? held : call.held(0),
                turnsRight ? turned(right) : right);
        Held scaled = alpha == 1 ? product : network.each(product,
                tensor -> network.layers().withNumber(call.name() + "/scaled", Kind.MUL, tensor, alpha));
        return call.has(2) ? plus(call, scaled, beta) : scaled;
    }

    private static Held turned(Held matrix) {
        requireThat(matrix.rank() == 2, "a factor is no matrix");
        return new Held(matrix.tensor(), matrix.layout().transposed(1, 0));
    }

    /** The bias of a layer; empty if the last operand is none. */
    private static Optional<float[]> bias(Call call, int units, float beta) {
        if (!call.has(2)) {
            return Optional.of(new float[units]);
        }
        if (!(call.known(2).orElse(null) instanceof Tensor known)) {
            return Optional.empty();
        }
        Shape shape = known.shape();
        boolean isRow = shape.elements() == units && shape.rank() > 0 && shape.lastExtent() == units;
        if ((shape.elements() != 1 && !isRow) || shape.rank() > 2) {
            return Optional.empty();
        }
        var bias = new float[units];
        for (int i = 0; i < units; i++) {
            bias[i] = beta * known.values()[shape.elements() == 1 ? 0 : i];
        }
        if (isRow && beta == 1) {
            rememberBias(call, bias);
        }
        return Optional.of(bias);
    }

    private static void rememberBias(Call call, float[] bias) {
        Network network = call.network();
        network.coded().of(call.held(2).tensor()).ifPresent(codes -> network.coded().put(
                call.assembler().constant(call.name() + "/bias", Tensor.of(Shape.of(bias.length), bias)), codes));
    }

    private static Operand plus(Call call, Held product, float beta) {
        Network network = call.network();
        Held summand = call.held(2);
        Held scaled = beta == 1 ? summand : network.each(summand,
                tensor -> network.layers().withNumber(call.name() + "/summand", Kind.MUL, tensor, beta));
        return call.elementwise(Kind.ADD.with(Activation.NONE), product, scaled);
    }
}

package dev.halfstep.onnx.write;

import dev.halfstep.onnx.write.graph.Attribute;
import dev.halfstep.onnx.write.graph.Constant;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.op.Operands;
import dev.halfstep.op.dense.BatchMatMul;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;

/** Dense layers and products of matrices. */
final class DenseWriter {

    private final NodeScope scope;
    private final Operands operands;

    DenseWriter(NodeScope scope) {
        this.scope = scope;
        operands = scope.operands();
    }

    void write(FullyConnected dense) {
        if (scope.isLinear() && LinearWriter.suits(scope, FullyConnected.DATA, FullyConnected.WEIGHTS)) {
            new LinearWriter(scope).write(dense);
            return;
        }
        boolean keeps = dense.keepNumDims() && operands.shape(FullyConnected.DATA).rank() != 2;
        Ref value = keeps ? product() : gemm();
        scope.out(scope.activated(value, dense.activation()));
    }

    /** Rows of data, whatever axes these have. */
    private Ref gemm() {
        Ref data = rows(scope, scope.in(FullyConnected.DATA));
        Ref weights = weights(0, false);
        List<Ref> in = scope.has(FullyConnected.BIAS) ? List.of(data, weights, bias()) : List.of(data, weights);
        return scope.op("Gemm", in, Attribute.of("transB", 1L));
    }

    private Ref product() {
        Ref value = scope.op("MatMul", scope.in(FullyConnected.DATA), weights(1, true));
        return scope.has(FullyConnected.BIAS) ? scope.op("Add", value, bias()) : value;
    }

    /** The data of a dense layer as a matrix. */
    static Ref rows(NodeScope scope, Ref data) {
        Shape shape = scope.operands().shape(FullyConnected.DATA);
        int columns = scope.operands().shape(FullyConnected.WEIGHTS).extent(1);
        return shape.rank() == 2 && shape.lastExtent() == columns ? data : scope.reshape(data, -1, columns);
    }

    private Ref weights(int axis, boolean transposed) {
        return new Weights(scope, FullyConnected.DATA, FullyConnected.WEIGHTS, FullyConnected.BIAS)
                .real(axis, transposed ? new long[] {1, 0} : new long[] {0, 1});
    }

    private Ref bias() {
        return new Weights(scope, FullyConnected.DATA, FullyConnected.WEIGHTS, FullyConnected.BIAS).realBias();
    }

    void write(BatchMatMul product) {
        boolean sums = operands.output().dtype() == DType.INT32;
        boolean linear = scope.isLinear() && LinearWriter.suitsProduct(operands);
        Ref x = factor(0, product.adjointX(), sums || linear);
        Ref y = factor(1, product.adjointY(), sums || linear);
        if (sums) {
            // TensorFlow Lite's kernel for int32 knows no zero points.
            scope.plainOut(scope.op("MatMulInteger", List.of(x, y)), Layout.CHANNELS_LAST);
            return;
        }
        if (linear) {
            new LinearWriter(scope).writeProduct(x, y);
            return;
        }
        scope.out(scope.op("MatMul", x, y));
    }

    private Ref factor(int input, boolean adjoint, boolean codes) {
        int rank = operands.shape(input).rank();
        long[] order = NodeScope.range(0, rank);
        order[rank - 1] = rank - 2L;
        order[rank - 2] = rank - 1L;
        if (adjoint && operands.knows(input)) {
            return fixed(operands.input(input), codes, order);
        }
        Ref factor = codes ? scope.plain(input) : scope.in(input);
        return adjoint ? scope.transpose(factor, order) : factor;
    }

    /** A constant factor, transposed here rather than in each run. */
    private Ref fixed(TensorInfo factor, boolean codes, long... order) {
        Ref value = scope.onnx().constant(factor.name(),
                Constant.of(Values.permuted(factor.constant().orElseThrow(), order)));
        if (codes || !Values.isCoded(factor)) {
            return value;
        }
        Quantization q = factor.quantization().orElseThrow();
        int axis = (int) order[q.axis()];
        Quantization moved = q.channels() == 1 ? q : Quantization.perChannel(q.scales(), q.zeroPoints(), axis);
        return scope.values().dequantized(value, factor.asCodes(factor.dtype(), moved), factor.name() + "/real",
                Layout.CHANNELS_LAST);
    }
}

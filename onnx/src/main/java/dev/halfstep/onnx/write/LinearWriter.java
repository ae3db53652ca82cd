package dev.halfstep.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Operands;
import dev.halfstep.op.dense.FullyConnected;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers as operators that take codes and give codes, QLinearConv and QLinearMatMul. The latter takes no bias, so that a dense layer
 * with one is a convolution over images of one element.
 */
final class LinearWriter {

    private static final long[] IMAGE_AXES = {2, 3};

    private final NodeScope scope;
    private final Operands operands;

    LinearWriter(NodeScope scope) {
        this.scope = scope;
        operands = scope.operands();
    }

    /** Whether there is such an operator for a layer: for data of 8-bit codes and weights that are fixed codes. */
    static boolean suits(NodeScope scope, int data, int weights) {
        TensorInfo in = scope.operands().input(data);
        return in.dtype().isByteCode() && Values.isCoded(in) && scope.operands().knows(weights)
                && scope.operands().dtype(weights).isInteger();
    }

    void write(FullyConnected dense) {
        var weights = new Weights(scope, FullyConnected.DATA, FullyConnected.WEIGHTS, FullyConnected.BIAS);
        Ref rows = DenseWriter.rows(scope, scope.plain(FullyConnected.DATA));
        boolean keeps = dense.keepNumDims() && operands.shape(FullyConnected.DATA).rank() != 2;
        Ref value;
        if (scope.has(FullyConnected.BIAS) && !isZero(weights.biasCodes())) {
            long outputs = operands.shape(FullyConnected.WEIGHTS).extent(0);
            long inputs = operands.shape(FullyConnected.WEIGHTS).extent(1);
            Ref filter = scope.reshape(weights.plain(0, 1), outputs, inputs, 1, 1);
            value = scope.squeeze(conv(weights, scope.unsqueeze(rows, IMAGE_AXES), filter), IMAGE_AXES);
        } else {
            value = product(rows, weights.plain(1, 0), FullyConnected.DATA, FullyConnected.WEIGHTS);
        }
        if (keeps) {
            long[] extents = scope.extents(FullyConnected.DATA);
            extents[extents.length - 1] = operands.shape(FullyConnected.WEIGHTS).extent(0);
            if (extents[0] == 0) {
                extents[0] = -1;
            }
            value = scope.reshape(value, extents);
        }
        out(value, dense.activation(), Layout.CHANNELS_LAST);
    }

    private static boolean isZero(Codes codes) {
        for (int i = 0; i < codes.shape().elements(); i++) {
            if (codes.rawCode(i) != 0) {
                return false;
            }
        }
        return true;
    }

    void write(Activation activation, Weights weights, long[] order, AttributeProto... attributes) {
        Ref data = scope.values().plain(scope.tensor(weights.data()), Layout.CHANNELS_FIRST);
        out(conv(weights, data, weights.plain(order), attributes), activation, Layout.CHANNELS_FIRST);
    }

    private Ref conv(Weights weights, Ref data, Ref filter, AttributeProto... attributes) {
        var in = new ArrayList<Ref>();
        addCoded(in, data, operands.input(weights.data()));
        addCoded(in, filter, operands.input(weights.weights()));
        add(in, operands.output());
        if (scope.has(weights.bias())) {
            in.add(weights.biasAsCodes());
        }
        return scope.op("QLinearConv", in, attributes);
    }

    private Ref product(Ref x, Ref y, int left, int right) {
        var in = new ArrayList<Ref>();
        addCoded(in, x, operands.input(left));
        addCoded(in, y, operands.input(right));
        add(in, operands.output());
        return scope.op("QLinearMatMul", in);
    }

    private void addCoded(List<Ref> in, Ref codes, TensorInfo tensor) {
        in.add(codes);
        add(in, tensor);
    }

    private void add(List<Ref> in, TensorInfo tensor) {
        in.add(scope.values().scale(tensor.quantization().orElseThrow(), tensor.name()));
        in.add(scope.values().zeroPoint(tensor.quantization().orElseThrow(), tensor.dtype(), tensor.name()));
    }

    /** The codes, or where an activation ends before they do, what it lets through of what they stand for. */
    private void out(Ref codes, Activation activation, Layout layout) {
        TensorInfo output = operands.output();
        Ref real = scope.values().dequantized(codes, output, output.name() + "/real", layout);
        Ref activated = scope.activated(real, activation);
        if (activated.equals(real)) {
            scope.plainOut(codes, layout);
        } else {
            scope.out(0, activated, layout);
        }
    }

    /** Whether a product of two matrices of codes has such an operator. */
    static boolean suitsProduct(Operands operands) {
        return operands.dtype(0) == DType.INT8 && operands.output().dtype() == DType.INT8;
    }

    void writeProduct(Ref x, Ref y) {
        scope.plainOut(product(x, y, 0, 1), Layout.CHANNELS_LAST);
    }
}

package dev.halfstep.onnx.write;

import dev.halfstep.lower.SumScales;
import dev.halfstep.onnx.write.graph.Constant;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.Arrays;
import java.util.List;

/**
 * Weights and bias of a layer. Codes stay the codes that they are, behind a DequantizeLinear; those of a bias count in units of input
 * scale times weight scale.
 *
 * @param data position of the data
 * @param weights position of the weights
 * @param bias position of the bias
 */
record Weights(NodeScope scope, int data, int weights, int bias) {

    /** What uint8 codes are above int8 ones. */
    static final long SHIFT = 128;

    private Operands operands() {
        return scope.operands();
    }

    private TensorInfo info() {
        return operands().input(weights);
    }

    /** Weights as they are, codes or real values, with their axes in another order. */
    Ref plain(long... order) {
        return info().isConstant() ? constant(info().constant().orElseThrow(), order)
                : transposed(scope.plain(weights), order);
    }

    private Ref constant(Value value, long... order) {
        return scope.onnx().constant(info().name(), Constant.of(Values.permuted(value, order)));
    }

    private Ref transposed(Ref value, long... order) {
        return Arrays.equals(order, NodeScope.range(0, order.length)) ? value : scope.transpose(value, order);
    }

    /**
     * Weights as real values.
     *
     * @param axis the one that has an index for each output, in the new order
     */
    Ref real(int axis, long... order) {
        if (!Values.isCoded(info()) || !info().isConstant()) {
            return info().isConstant() ? plain(order) : transposed(scope.in(weights), order);
        }
        Quantization q = info().quantization().orElseThrow();
        boolean shifts =
                scope.shiftsWeights() && Values.isCoded(operands().input(data)) && info().dtype() != DType.UINT8;
        long[] zeros = Arrays.stream(q.zeroPoints()).map(zero -> shifts ? zero + SHIFT : zero).toArray();
        Quantization moved = q.channels() == 1 ? Quantization.ofFile(q.scales(), zeros, 0)
                : Quantization.ofFile(q.scales(), zeros, axis);
        Codes codes = (Codes) info().constant().orElseThrow();
        Ref plain = constant(shifts ? shifted(codes) : codes, order);
        return scope.values().dequantized(plain, info().asCodes(shifts ? DType.UINT8 : info().dtype(), moved),
                info().name() + "/real", Layout.CHANNELS_LAST);
    }

    /** The same codes, all higher by as much as the zero point is. */
    static Codes shifted(Codes codes) {
        var shifted = new long[codes.shape().elements()];
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] = codes.rawCode(i) + SHIFT;
        }
        return Codes.of(DType.UINT8, codes.shape(), shifted, null);
    }

    /** What a unit of the sums stands for, for each output. */
    private Quantization sums(int outputs) {
        double[] scales = SumScales.of(operands().scale(data).scale(), operands().scale(weights).scales(), outputs);
        boolean uniform = operands().scale(weights).channels() == 1;
        var floats = new float[uniform ? 1 : outputs];
        for (int o = 0; o < floats.length; o++) {
            floats[o] = (float) scales[o];
        }
        return uniform ? Quantization.ofFile(floats, new long[1], 0)
                : Quantization.ofFile(floats, new long[outputs], 0);
    }

    /** Codes of the bias as int32, if they are constant and fit. */
    Codes biasCodes() {
        Value value = operands().input(bias).constant().orElseThrow();
        return (Codes) value;
    }

    /** The bias as int32 codes. */
    Ref biasAsCodes() {
        return scope.onnx().constant(operands().input(bias).name(), Constant.of(narrow(biasCodes())));
    }

    private static Codes narrow(Codes codes) {
        var integers = new long[codes.shape().elements()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = codes.rawCode(i);
        }
        return Codes.of(DType.INT32, codes.shape(), integers, null);
    }

    private static boolean fits(Codes codes) {
        for (int i = 0; i < codes.shape().elements(); i++) {
            if (DType.INT32.saturate(codes.rawCode(i)) != codes.rawCode(i)) {
                return false;
            }
        }
        return true;
    }

    /** The bias as real values. */
    Ref realBias() {
        TensorInfo tensor = operands().input(bias);
        if (!tensor.dtype().isInteger() || !tensor.isConstant()) {
            return scope.in(bias);
        }
        Codes codes = biasCodes();
        Quantization q = sums(codes.shape().elements());
        if (!fits(codes)) {
            // Codes of 64 bits, which ONNX does not have.
            return scope.onnx().constant(tensor.name(), Constant.of(values(codes, q)));
        }
        return scope.values().dequantized(biasAsCodes(), tensor.asCodes(DType.INT32, q), tensor.name() + "/real",
                Layout.CHANNELS_LAST);
    }

    private static Tensor values(Codes codes, Quantization q) {
        var values = new float[codes.shape().elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((double) q.scale(q.channels() == 1 ? 0 : i) * codes.rawCode(i));
        }
        return Tensor.of(Shape.of(values.length), values);
    }

    /** All operands of a layer, with the bias if there is one. */
    List<Ref> withBias(Ref in, Ref own) {
        return scope.has(bias) ? List.of(in, own, realBias()) : List.of(in, own);
    }
}

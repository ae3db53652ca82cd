package dev.halfstep.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.lower.LoweredReduction.CodeSums;
import dev.halfstep.onnx.write.graph.Constant;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.List;

/**
 * Means and sums of codes, computed as codes. Of a few integers they often lie right between two codes, where QuantizeLinear takes the
 * even one and TensorFlow Lite another.
 */
final class CodeMeans {

    private final NodeScope scope;
    private final Operands operands;

    CodeMeans(NodeScope scope) {
        this.scope = scope;
        operands = scope.operands();
    }

    /** Means of windows of images, whose codes keep their scale: rounded to nearest, halves away from zero. */
    void pool(Activation activation, AttributeProto... attributes) {
        Ref codes = scope.values().plain(scope.tensor(0), Layout.CHANNELS_FIRST);
        Ref means = scope.op("AveragePool", List.of(scope.cast(codes, DataType.FLOAT)), attributes);
        Ref magnitude = scope.op("Floor", scope.op("Add", scope.op("Abs", means), scope.real(0.5f)));
        Ref rounded = scope.op("Mul", scope.op("Sign", means), magnitude);
        Quantization q = operands.outputScale();
        DType dtype = operands.output().dtype();
        Ref held = scope.op("Clip", List.of(rounded, scope.real(activation.min(q, dtype)),
                scope.real(activation.max(q, dtype))));
        scope.plainOut(scope.cast(held, Constant.type(dtype)), Layout.CHANNELS_FIRST);
    }

    /** Sums of codes, rescaled in fixed point. */
    void sums(CodeSums sums, boolean keeps, long... axes) {
        var fixed = new FixedPointWriter(scope);
        Ref added = scope.reduce("ReduceSum", fixed.wide(scope.plain(0)), keeps, axes);
        Ref numbers = scope.op("Sub", added, scope.constant(Constant.scalar(sums.zeros())));
        Ref scaled = fixed.multiplied(numbers, sums.multiplier(), sums.shift());
        scope.plainOut(fixed.codes(scaled, sums.outputZero(), sums.type().min(), sums.type().max(), sums.type()),
                Layout.CHANNELS_LAST);
    }
}

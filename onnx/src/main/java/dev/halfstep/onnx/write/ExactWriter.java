package dev.halfstep.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.lower.CodePair;
import dev.halfstep.lower.CodePair.ScaledProduct;
import dev.halfstep.lower.CodePair.ScaledSum;
import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.IntegerFilter;
import dev.halfstep.lower.LoweredPairs;
import dev.halfstep.lower.Requantizer;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.onnx.write.graph.Constant;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.op.Operands;
import dev.halfstep.op.conv.Conv2D;
import dev.halfstep.op.elementwise.Arithmetic;
import dev.halfstep.op.elementwise.BinaryFunction;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Layers that round twice in fixed point, in operators on integers that round alike: the same codes come out, where QuantizeLinear
 * would now and then be one off.
 */
final class ExactWriter {

    private final NodeScope scope;
    private final Operands operands;
    private final FixedPointWriter fixed;

    ExactWriter(NodeScope scope) {
        this.scope = scope;
        operands = scope.operands();
        fixed = new FixedPointWriter(scope);
    }

    /**
     * Writes a convolution of 8-bit codes.
     *
     * @param order of the weights' axes, as ONNX has them
     * @return whether it is one
     */
    boolean wrote(Conv2D conv, long[] order, AttributeProto... attributes) {
        if (!LinearWriter.suits(scope, 0, 1) || (scope.has(2) && !operands.knows(2))
                || !(conv.lower(operands).layer() instanceof IntegerFilter layer)) {
            return false;
        }
        TensorInfo data = operands.input(0);
        TensorInfo weights = operands.input(1);
        Ref images = unsigned(scope.values().plain(scope.tensor(0), Layout.CHANNELS_FIRST), data.dtype());
        Value filter = Values.permuted(weights.constant().orElseThrow(), order);
        Ref sums = scope.op("ConvInteger", List.of(images,
                scope.constant(Constant.of(unsigned((Codes) filter))), zero(data), zero(weights)), attributes);
        Requantizer requantizer = layer.requantizer();
        Shape channels = Shape.of(requantizer.multipliers().length, 1, 1);
        Ref wide = fixed.wide(sums);
        if (scope.has(2)) {
            Codes bias = (Codes) operands.input(2).constant().orElseThrow();
            wide = scope.op("Add", wide, scope.longs(Shape.of(bias.shape().elements(), 1, 1),
                    IntStream.range(0, bias.shape().elements()).mapToLong(bias::rawCode).toArray()));
        }
        Ref scaled = fixed.multiplied(wide, channels, requantizer.multipliers(), requantizer.shifts());
        scope.plainOut(fixed.codes(scaled, requantizer.zeroPoint(), requantizer.min(), requantizer.max(),
                operands.output().dtype()), Layout.CHANNELS_FIRST);
        return true;
    }

    private Ref unsigned(Ref codes, DType dtype) {
        return dtype == DType.UINT8 ? codes
                : scope.cast(scope.op("Add", fixed.wide(codes), scope.constant(Constant.scalar(Weights.SHIFT))),
                        DataType.UINT8);
    }

    private static Codes unsigned(Codes codes) {
        return codes.dtype() == DType.UINT8 ? codes : Weights.shifted(codes);
    }

    private Ref zero(TensorInfo tensor) {
        long shift = tensor.dtype() == DType.UINT8 ? 0 : Weights.SHIFT;
        return scope.constant(Constant.integers(DType.UINT8, Shape.of(),
                tensor.quantization().orElseThrow().zeroPoints()[0] + shift));
    }

    /** Writes a sum, a difference or a product of codes. Returns whether it is one. */
    boolean wrote(Arithmetic arithmetic, Layout layout) {
        return wrote(arithmetic.lower(operands), layout);
    }

    /** Writes a squared difference of codes. Returns whether it is one. */
    boolean wrote(BinaryFunction function, Layout layout) {
        return function == BinaryFunction.SQUARED_DIFFERENCE && wrote(function.lower(operands), layout);
    }

    private boolean wrote(LoweredPairs lowered, Layout layout) {
        if (!(lowered instanceof LoweredPairs.Codes codes) || !operands.dtype(0).isCode()) {
            return false;
        }
        CodePair function = codes.function();
        Ref result = switch (function) {
            case ScaledSum sum -> sum(sum, layout);
            case ScaledProduct product when !product.isQuotient() -> product(product, layout);
            default -> Ref.NONE;
        };
        if (result.equals(Ref.NONE)) {
            return false;
        }
        scope.plainOut(result, layout);
        return true;
    }

    private Ref number(int input, long zero, Layout layout) {
        Ref codes = fixed.wide(scope.values().plain(scope.tensor(input), layout));
        return zero == 0 ? codes : scope.op("Sub", codes, scope.constant(Constant.scalar(zero)));
    }

    private Ref multiplied(Ref x, Multiplier multiplier) {
        return fixed.multiplied(x, multiplier.multiplier(), multiplier.shift());
    }

    private Ref sum(ScaledSum sum, Layout layout) {
        Ref unit = scope.constant(Constant.scalar(1L << sum.bits()));
        Ref left = multiplied(scope.op("Mul", number(0, sum.leftZero(), layout), unit), sum.left());
        Ref right = multiplied(scope.op("Mul", number(1, sum.rightZero(), layout), unit), sum.right());
        Ref fine = scope.op(sum.kind() == ScaledSum.Kind.SUM ? "Add" : "Sub", left, right);
        Ref whole = sum.kind() == ScaledSum.Kind.SQUARED_DIFFERENCE ? scope.op("Mul", fine, fine) : fine;
        return fixed.codes(multiplied(whole, sum.output()), sum.outputZero(), sum.min(), sum.max(),
                operands.output().dtype());
    }

    private Ref product(ScaledProduct product, Layout layout) {
        Ref bare = scope.op("Mul", number(0, product.leftZero(), layout), number(1, product.rightZero(), layout));
        return fixed.codes(multiplied(bare, product.multiplier()), product.outputZero(), product.min(), product.max(),
                operands.output().dtype());
    }
}

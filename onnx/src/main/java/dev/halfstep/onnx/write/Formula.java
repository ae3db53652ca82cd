package dev.halfstep.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/**
 * Formulas as operators of ONNX, with constants as they come up.
 *
 * @param onnx where the operators go
 * @param name what their results are called after
 */
record Formula(OnnxGraph onnx, String name) {

    Ref op(String type, List<Ref> in, AttributeProto... attributes) {
        return onnx.add(type, name + "/" + type, in, attributes);
    }

    Ref op(String type, Ref... in) {
        return op(type, List.of(in));
    }

    Ref constant(Constant constant) {
        return onnx.constant(name + "/constant", constant);
    }

    Ref number(double value) {
        return constant(Constant.scalar(value));
    }

    Ref integer(long value) {
        return constant(Constant.scalar(value));
    }

    Ref cast(Ref in, DataType type) {
        return op("Cast", List.of(in), Attribute.of("to", (long) type.getNumber()));
    }

    Ref plus(Ref x, double y) {
        return y == 0 ? x : op("Add", x, number(y));
    }

    Ref plusInteger(Ref x, long y) {
        return op("Add", x, integer(y));
    }

    Ref times(Ref x, double y) {
        return y == 1 ? x : op("Mul", x, number(y));
    }

    Ref where(Ref condition, Ref yes, Ref no) {
        return op("Where", condition, yes, no);
    }

    Ref less(Ref x, double y) {
        return op("Less", x, number(y));
    }

    /** {@code exp(x) - 1} */
    Ref expm1(Ref x) {
        return plus(op("Exp", x), -1);
    }

    /** {@code x / y}, rounded down, of integers. */
    Ref floorQuotient(Ref x, long y) {
        Ref divisor = integer(y);
        return op("Div", op("Sub", x, op("Mod", x, divisor)), divisor);
    }
}

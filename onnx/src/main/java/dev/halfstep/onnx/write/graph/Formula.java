package dev.halfstep.onnx.write.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/**
 * Formulas as operators of ONNX, with constants as they come up.
 *
 * @param onnx where the operators go
 * @param name what their results are called after
 */
public record Formula(OnnxGraph onnx, String name) {

    public Ref op(String type, List<Ref> in, AttributeProto... attributes) {
        return onnx.add(type, name + "/" + type, in, attributes);
    }

    public Ref op(String type, Ref... in) {
        return op(type, List.of(in));
    }

    public Ref constant(Constant constant) {
        return onnx.constant(name + "/constant", constant);
    }

    public Ref number(double value) {
        return constant(Constant.scalar(value));
    }

    public Ref integer(long value) {
        return constant(Constant.scalar(value));
    }

    public Ref cast(Ref in, DataType type) {
        return op("Cast", List.of(in), Attribute.of("to", (long) type.getNumber()));
    }

    public Ref plus(Ref x, double y) {
        return y == 0 ? x : op("Add", x, number(y));
    }

    public Ref plusInteger(Ref x, long y) {
        return op("Add", x, integer(y));
    }

    public Ref times(Ref x, double y) {
        return y == 1 ? x : op("Mul", x, number(y));
    }

    public Ref where(Ref condition, Ref yes, Ref no) {
        return op("Where", condition, yes, no);
    }

    public Ref less(Ref x, double y) {
        return op("Less", x, number(y));
    }

    /** {@code exp(x) - 1} */
    public Ref expm1(Ref x) {
        return plus(op("Exp", x), -1);
    }

    /** {@code x / y}, rounded down, of integers. */
    public Ref floorQuotient(Ref x, long y) {
        Ref divisor = integer(y);
        return op("Div", op("Sub", x, op("Mod", x, divisor)), divisor);
    }
}

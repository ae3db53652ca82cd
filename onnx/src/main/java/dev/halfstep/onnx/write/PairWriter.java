package dev.halfstep.onnx.write;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.lower.Comparison.Fine;
import dev.halfstep.lower.Comparison.OfCodes;
import dev.halfstep.lower.LoweredPairs.Compared;
import dev.halfstep.onnx.write.graph.Attribute;
import dev.halfstep.onnx.write.graph.Constant;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.op.Operands;
import dev.halfstep.op.elementwise.Arithmetic;
import dev.halfstep.op.elementwise.BinaryFunction;
import dev.halfstep.op.elementwise.Compare;
import dev.halfstep.op.move.Selecting.Select;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.List;

/** Functions of the elements of two operands, which are broadcast to each other. */
final class PairWriter {

    private static final long FINENESS = 256;
    private static final int LEFT = 0;
    private static final int RIGHT = 1;

    private final NodeScope scope;
    private final Operands operands;
    private final Layout layout;

    PairWriter(NodeScope scope) {
        this.scope = scope;
        operands = scope.operands();
        layout = layout(scope);
    }

    /** Channels first where an operand is there only so, and others can be broadcast to it in that order. */
    private static Layout layout(NodeScope scope) {
        Operands operands = scope.operands();
        boolean wanted = false;
        for (int i = 0; i < scope.inputs(); i++) {
            int rank = operands.shape(i).rank();
            if (rank != Layout.IMAGE_RANK && operands.shape(i).elements() != 1) {
                return Layout.CHANNELS_LAST;
            }
            wanted |= scope.layout(i) == Layout.CHANNELS_FIRST;
        }
        return wanted ? Layout.CHANNELS_FIRST : Layout.CHANNELS_LAST;
    }

    private Ref in(int input) {
        return scope.wide(input, layout);
    }

    private boolean isReal() {
        return operands.dtype(LEFT) == DType.FLOAT32 || Values.isCoded(operands.input(LEFT));
    }

    void write(Arithmetic arithmetic) {
        if (scope.isExact() && new ExactWriter(scope).wrote(arithmetic, layout)) {
            return;
        }
        Ref value = scope.op(switch (arithmetic.kind()) {
            case ADD -> "Add";
            case DIV -> "Div";
            case MUL -> "Mul";
            case SUB -> "Sub";
        }, in(LEFT), in(RIGHT));
        scope.outNarrowed(0, isReal() ? scope.activated(value, arithmetic.activation()) : clamped(value, arithmetic),
                layout);
    }

    private Ref clamped(Ref value, Arithmetic arithmetic) {
        if (Float.isInfinite(arithmetic.activation().min())) {
            return value;
        }
        if (scope.isNarrow(LEFT)) {
            throw scope.inexpressible("an activation of integers of 16 bits that are no codes");
        }
        DType wide = operands.dtype(LEFT);
        float most = arithmetic.activation().max();
        return scope.op("Clip", List.of(value, end(wide, arithmetic.activation().min()),
                Float.isInfinite(most) ? Ref.NONE : end(wide, most)));
    }

    private Ref end(DType dtype, float end) {
        return scope.constant(Constant.integers(dtype, Shape.of(), (long) end));
    }

    void write(BinaryFunction function) {
        boolean picks = function == BinaryFunction.MAXIMUM || function == BinaryFunction.MINIMUM;
        if (picks && Values.isCoded(operands.output()) && !shareScale()) {
            pick(function);
            return;
        }
        if (scope.isExact() && new ExactWriter(scope).wrote(function, layout)) {
            return;
        }
        Ref left = in(LEFT);
        Ref right = in(RIGHT);
        scope.outNarrowed(0, switch (function) {
            case ATAN2 -> angle(left, right);
            case FLOOR_DIV -> isReal() ? scope.op("Floor", scope.op("Div", left, right))
                    : floorQuotient(left, right);
            case FLOOR_MOD -> remainder(left, right);
            case LOGICAL_AND -> scope.op("And", left, right);
            case LOGICAL_OR -> scope.op("Or", left, right);
            case MAXIMUM -> scope.op("Max", left, right);
            case MINIMUM -> scope.op("Min", left, right);
            case POW -> scope.op("Pow", left, right);
            case SQUARED_DIFFERENCE -> square(scope.op("Sub", left, right));
        }, layout);
    }

    private boolean shareScale() {
        return operands.input(LEFT).quantization().equals(operands.input(RIGHT).quantization())
                && operands.input(LEFT).quantization().equals(operands.output().quantization());
    }

    /** Codes are compared as they are, whatever they stand for. */
    private void pick(BinaryFunction function) {
        Ref left = scope.cast(scope.plain(LEFT), DataType.INT32);
        Ref right = scope.cast(scope.plain(RIGHT), DataType.INT32);
        Ref picked = scope.op(function == BinaryFunction.MAXIMUM ? "Max" : "Min", left, right);
        scope.plainOut(scope.cast(picked, Constant.type(operands.output().dtype())), Layout.CHANNELS_LAST);
    }

    /** What is cut off towards zero, less 1 where that went upwards. */
    private Ref floorQuotient(Ref left, Ref right) {
        Ref zero = scope
                .constant(Constant.integers(scope.isNarrow(LEFT) ? DType.INT32 : operands.dtype(LEFT), Shape.of(), 0));
        Ref leaves = scope.op("Not", scope.op("Equal", scope.op("Mod", left, right), zero));
        Ref upwards = scope.op("Xor", scope.op("Less", left, zero), scope.op("Less", right, zero));
        Ref less = scope.op("CastLike", scope.op("And", leaves, upwards), zero);
        return scope.op("Sub", scope.op("Div", left, right), less);
    }

    private Ref square(Ref value) {
        return scope.op("Mul", value, value);
    }

    /** With the sign of the divisor, which operators of ONNX give of integers only. */
    private Ref remainder(Ref left, Ref right) {
        if (!isReal()) {
            return scope.op("Mod", left, right);
        }
        Ref rest = scope.op("Mod", List.of(left, right), Attribute.of("fmod", 1L));
        Ref zero = scope.real(0);
        Ref otherSign = scope.op("Less", scope.op("Mul", scope.op("Sign", rest), scope.op("Sign", right)), zero);
        return scope.op("Where", List.of(otherSign, scope.op("Add", rest, right), rest));
    }

    /** By the arc tangent of the quotient, and which quarter the point is in. */
    private Ref angle(Ref y, Ref x) {
        Ref zero = scope.real(0);
        float half = (float) (Math.PI / 2);
        Ref within = scope.op("Atan", scope.op("Div", y, x));
        Ref turn = scope.op("Where", List.of(scope.op("Less", y, zero), scope.real((float) -Math.PI),
                scope.real((float) Math.PI)));
        Ref upright = scope.op("Mul", scope.op("Sign", y), scope.real(half));
        Ref beside = scope.op("Where", List.of(scope.op("Less", x, zero), scope.op("Add", within, turn), upright));
        return scope.op("Where", List.of(scope.op("Greater", x, zero), within, beside));
    }

    void write(Compare compare) {
        Ref left;
        Ref right;
        if (compare.lower(operands) instanceof Compared compared && compared.comparison() instanceof OfCodes codes) {
            left = fine(LEFT, codes.left());
            right = fine(RIGHT, codes.right());
        } else {
            left = compared(LEFT);
            right = compared(RIGHT);
        }
        scope.out(0, switch (compare) {
            case EQUAL -> scope.op("Equal", left, right);
            case NOT_EQUAL -> scope.op("Not", scope.op("Equal", left, right));
            case LESS -> scope.op("Less", left, right);
            case LESS_EQUAL -> scope.op("LessOrEqual", left, right);
            case GREATER -> scope.op("Greater", left, right);
            case GREATER_EQUAL -> scope.op("GreaterOrEqual", left, right);
        }, layout);
    }

    /** Codes in 256ths of 1, as they are compared. */
    private Ref fine(int input, Fine fine) {
        var fixed = new FixedPointWriter(scope);
        Ref codes = fixed.wide(scope.values().plain(scope.tensor(input), layout));
        Ref numbers = scope.op("Mul", scope.op("Sub", codes, scope.constant(Constant.scalar((long) fine.zero()))),
                scope.constant(Constant.scalar(FINENESS)));
        return fixed.multiplied(numbers, fine.scale().multiplier(), fine.scale().shift());
    }

    private Ref compared(int input) {
        return operands.dtype(input) == DType.BOOL ? scope.cast(in(input), DataType.INT32) : in(input);
    }

    void writePrelu() {
        scope.out(0, scope.op("PRelu", in(LEFT), in(RIGHT)), layout);
    }

    /** A condition along the first axis alone, which the older op takes, gets the other axes. */
    void write(Select select) {
        Ref condition = in(0);
        Shape given = operands.shape(0);
        int rank = operands.shape(1).rank();
        if (!select.second() && given.rank() == 1 && rank > 1 && operands.shape(1).elements() != 1) {
            condition = scope.unsqueeze(condition, NodeScope.range(1, rank));
        }
        boolean truths = operands.dtype(1) == DType.BOOL;
        Ref chosen = scope.op("Where", List.of(condition, compared(1), compared(2)));
        scope.outNarrowed(0, truths ? scope.cast(chosen, DataType.BOOL) : chosen, layout);
    }
}

package dev.halfstep.onnx.write;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.onnx.write.graph.Attribute;
import dev.halfstep.onnx.write.graph.Constant;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.op.Op;
import dev.halfstep.op.Operands;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.op.elementwise.Gelu;
import dev.halfstep.op.elementwise.LeakyRelu;
import dev.halfstep.op.elementwise.Relu;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;

/** Functions of each element. */
final class ElementWriter {

    private static final float ROOT_OF_HALF = (float) Math.sqrt(0.5);
    private static final float GELU_CUBE = 0.044715f;
    private static final float GELU_FACTOR = (float) Math.sqrt(2 / Math.PI);

    private final NodeScope scope;
    private final Layout layout;

    ElementWriter(NodeScope scope) {
        this.scope = scope;
        layout = scope.layout(0);
    }

    private void out(Ref value) {
        scope.out(0, value, layout);
    }

    void write(UnaryFunction function) {
        if (function == UnaryFunction.NEG && Values.isCoded(scope.operands().input(0))) {
            negate();
            return;
        }
        if (wroteTable(function)) {
            return;
        }
        Ref x = scope.wide(0, layout);
        scope.outNarrowed(0, switch (function) {
            case ABS -> scope.op("Abs", x);
            case CEIL -> scope.op("Ceil", x);
            case COS -> scope.op("Cos", x);
            case ELU -> scope.op("Elu", x);
            case EXP -> scope.op("Exp", x);
            case FLOOR -> scope.op("Floor", x);
            case HARD_SWISH -> scope.op("HardSwish", x);
            case LOG -> scope.op("Log", x);
            case LOGICAL_NOT -> scope.op("Not", x);
            case LOGISTIC -> scope.op("Sigmoid", x);
            case NEG -> scope.op("Neg", x);
            case ROUND -> scope.op("Round", x);
            case RSQRT -> scope.op("Reciprocal", scope.op("Sqrt", x));
            case SIGN -> scope.op("Sign", x);
            case SIN -> scope.op("Sin", x);
            case SQRT -> scope.op("Sqrt", x);
            case SQUARE -> scope.op("Mul", x, x);
            case TANH -> scope.op("Tanh", x);
        }, layout);
    }

    /** Codes change their sign as they are, and wrap. */
    private void negate() {
        Ref codes = scope.values().plain(scope.tensor(0), layout);
        Ref negative = scope.op("Neg", scope.cast(codes, DataType.INT32));
        scope.plainOut(scope.cast(negative, Constant.type(scope.operands().output().dtype())), layout);
    }

    /**
     * Writes what a function makes of each code, if that is not what real arithmetic gives: it may round twice, or go along lines
     * between points, which no formula of ONNX does.
     *
     * @return whether it has
     */
    private boolean wroteTable(Op op) {
        Operands operands = scope.operands();
        if (!isTabled(operands.input(0)) || !isTabled(operands.output())) {
            return false;
        }
        FunctionTable table = FunctionTable.of(op, operands);
        if (table.isRounding()) {
            return false;
        }
        Ref codes = scope.values().plain(scope.tensor(0), layout);
        Ref index = scope.op("Sub", scope.cast(codes, DataType.INT32), scope.constant(
                Constant.integers(DType.INT32, Shape.of(), operands.dtype(0).min())));
        scope.plainOut(scope.op("Gather", List.of(scope.constant(Constant.of(table.codes())), index),
                Attribute.of("axis", 0L)), layout);
        return true;
    }

    private static boolean isTabled(TensorInfo tensor) {
        return tensor.dtype().isCode() && Values.isCoded(tensor) && tensor.quantization().orElseThrow().channels() == 1;
    }

    void write(Relu relu) {
        if (wroteTable(relu)) {
            return;
        }
        boolean codesEnd = Values.isCoded(scope.operands().output());
        out(codesEnd && relu.fused().isPresent() ? scope.activated(scope.in(0, layout), relu.fused().get())
                : scope.clamped(scope.in(0, layout), relu.min(), relu.max()));
    }

    void write(LeakyRelu relu) {
        if (wroteTable(relu)) {
            return;
        }
        out(scope.op("LeakyRelu", scope.in(0, layout), Attribute.of("alpha", relu.slope())));
    }

    /** As a formula: older versions of ONNX have no operator for it. */
    void write(Gelu gelu) {
        if (wroteTable(gelu)) {
            return;
        }
        Ref x = scope.in(0, layout);
        Ref bent = gelu.approximate() ? scope.op("Tanh", tanhOperand(x))
                : scope.op("Erf", scope.op("Mul", x, scope.real(ROOT_OF_HALF)));
        Ref share = scope.op("Mul", scope.op("Add", bent, scope.real(1)), scope.real(0.5f));
        out(scope.op("Mul", x, share));
    }

    private Ref tanhOperand(Ref x) {
        Ref cube = scope.op("Mul", scope.op("Mul", x, x), x);
        Ref sum = scope.op("Add", x, scope.op("Mul", cube, scope.real(GELU_CUBE)));
        return scope.op("Mul", sum, scope.real(GELU_FACTOR));
    }

    /** Codes are cast as they are, not what they stand for. */
    void writeCast() {
        DataType to = Constant.type(scope.operands().output().dtype());
        scope.plainOut(scope.cast(scope.plain(0), to), Layout.CHANNELS_LAST);
    }

    /** Real values to codes, or codes to others. */
    void write(Quantize quantize) {
        if (wroteTable(quantize)) {
            return;
        }
        boolean perChannel = scope.operands().outputScale().channels() > 1;
        Layout order = perChannel ? Layout.CHANNELS_LAST : layout;
        scope.out(0, scope.in(0, order), order);
    }

    void writeDequantize() {
        boolean half = !Values.isCoded(scope.operands().input(0));
        Ref value = half ? scope.cast(scope.plain(0), DataType.FLOAT) : scope.in(0, layout);
        scope.out(0, value, half ? Layout.CHANNELS_LAST : layout);
    }

    /** Indices of all that is not 0, a row for each. */
    void writeWhere() {
        boolean isReal = scope.operands().dtype(0) == DType.FLOAT32;
        Ref counted = isReal ? scope.in(0) : scope.cast(scope.plain(0), DataType.INT64);
        scope.out(scope.transpose(scope.op("NonZero", counted), 1, 0));
    }
}

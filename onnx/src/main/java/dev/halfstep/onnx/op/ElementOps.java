package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.op.elementwise.BinaryFunction;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/** Arithmetic on single elements. */
final class ElementOps {

    private ElementOps() {}

    static void addTo(Handler.Table table) {
        unary(table);
        table.one("Add", call -> arithmetic(call, Kind.ADD));
        table.one("Sub", call -> arithmetic(call, Kind.SUB));
        table.one("Mul", call -> arithmetic(call, Kind.MUL));
        table.one("Div", ElementOps::quotient);
        table.one("Mod", ElementOps::remainder);
        table.one("Pow", ElementOps::power);
        table.one("Min", call -> folded(call, BinaryFunction.MINIMUM));
        table.one("Max", call -> folded(call, BinaryFunction.MAXIMUM));
        table.one("Sum", call -> folded(call, Kind.ADD.with(Activation.NONE)));
        table.one("Mean", ElementOps::mean);
        table.one("Clip", ElementOps::clip);
        table.one("Reciprocal", call -> call.elementwise(Kind.DIV.with(Activation.NONE),
                call.network().constant("one", Shape.of(), 1), call.held(0)));
    }

    private static void unary(Handler.Table table) {
        function(table, "Neg", UnaryFunction.NEG);
        function(table, "Abs", UnaryFunction.ABS);
        function(table, "Sqrt", UnaryFunction.SQRT);
        function(table, "Exp", UnaryFunction.EXP);
        function(table, "Log", UnaryFunction.LOG);
        function(table, "Floor", UnaryFunction.FLOOR);
        function(table, "Ceil", UnaryFunction.CEIL);
        function(table, "Round", UnaryFunction.ROUND);
        function(table, "Sin", UnaryFunction.SIN);
        function(table, "Cos", UnaryFunction.COS);
        function(table, "Sign", UnaryFunction.SIGN);
    }

    static void function(Handler.Table table, String name, UnaryFunction function) {
        table.one(name, call -> each(call, data -> call.assembler().apply(call.name(), function, data)));
    }

    /** A function of each element of the first operand, in whatever order they are stored. */
    static Operand each(Call call, IntUnaryOperator function) {
        Network network = call.network();
        return call.operand(0) instanceof Operand.Rows rows
                ? new Operand.Rows(network.elements(rows.source(), function))
                : network.elements(call.held(0), function);
    }

    private static Operand arithmetic(Call call, Kind kind) {
        return call.elementwise(kind.with(Activation.NONE), call.held(0), call.held(1));
    }

    /** Integers are cut off towards zero. */
    private static Operand quotient(Call call) {
        Held left = call.held(0);
        Held right = call.held(1);
        if (call.network().dtype(left) != DType.INT64) {
            return call.elementwise(Kind.DIV.with(Activation.NONE), left, right);
        }
        return KnownIntegers.apply(call, (a, b) -> {
            requireThat(b != 0, "integers are divided by zero");
            return a / b;
        });
    }

    private static Operand remainder(Call call) {
        boolean likeDividend = call.attributes().flag("fmod", false);
        if (call.known(0).isPresent() && call.known(1).isPresent() && call.network().dtype(call.held(0)).isInteger()) {
            return KnownIntegers.apply(call, (a, b) -> {
                requireThat(b != 0, "integers are divided by zero");
                return likeDividend ? a % b : Math.floorMod(a, b);
            });
        }
        requireThat(!likeDividend, "remainders with the sign of the dividend are not supported");
        return call.elementwise(BinaryFunction.FLOOR_MOD, call.held(0), call.held(1));
    }

    private static Operand power(Call call) {
        Held base = call.held(0);
        requireThat(call.network().dtype(base) == DType.FLOAT32, "powers of integers are not supported");
        Optional<Value> exponent = call.known(1);
        if (exponent.isPresent() && exponent.get().shape().elements() == 1
                && exponent.get().shape().rank() <= base.rank()) {
            float constant = exponent.get() instanceof Tensor tensor ? tensor.values()[0] : call.integers(1)[0];
            Optional<UnaryFunction> function = function(constant);
            if (function.isPresent()) {
                return each(call, data -> call.assembler().apply(call.name(), function.get(), data));
            }
            if (constant == 1) {
                return call.operand(0);
            }
        }
        return call.elementwise(BinaryFunction.POW, base,
                LogicOps.cast(call, call.name(), call.held(1), DType.FLOAT32));
    }

    /** The function that a power with this exponent is, which is quantized better than a power. */
    private static Optional<UnaryFunction> function(float exponent) {
        if (exponent == 2) {
            return Optional.of(UnaryFunction.SQUARE);
        }
        return exponent == 0.5f ? Optional.of(UnaryFunction.SQRT) : Optional.empty();
    }

    /** An op of two operands over any number of them. */
    private static Operand folded(Call call, Op op) {
        Held result = call.held(0);
        for (int i = 1; i < call.size(); i++) {
            String name = i == call.size() - 1 ? call.name() : call.name() + "/" + i;
            result = call.network().elementwise(name, op, call.network().dtype(result), result, call.held(i));
        }
        return result;
    }

    private static Operand mean(Call call) {
        Held sum = (Held) folded(call, Kind.ADD.with(Activation.NONE));
        return call.elementwise(Kind.MUL.with(Activation.NONE), sum,
                call.network().constant("share", Shape.of(), 1f / call.size()));
    }

    private static Operand clip(Call call) {
        Held data = call.held(0);
        boolean byAttributes = call.opset() < 11;
        boolean isReal = call.network().dtype(data) == DType.FLOAT32;
        boolean known = (!call.has(1) || call.known(1).isPresent()) && (!call.has(2) || call.known(2).isPresent());
        if (isReal && (byAttributes || known)) {
            float low = byAttributes ? call.attributes().real("min", Float.NEGATIVE_INFINITY)
                    : call.real(1, Float.NEGATIVE_INFINITY);
            float high = byAttributes ? call.attributes().real("max", Float.POSITIVE_INFINITY)
                    : call.real(2, Float.POSITIVE_INFINITY);
            float least = low == -Float.MAX_VALUE ? Float.NEGATIVE_INFINITY : low;
            float most = high == Float.MAX_VALUE ? Float.POSITIVE_INFINITY : high;
            return each(call, tensor -> call.network().activations().clip(call.name(), tensor, least, most));
        }
        Held result = data;
        for (int i = 1; i <= 2; i++) {
            if (call.has(i)) {
                result = call.network().elementwise(call.name(),
                        i == 1 ? BinaryFunction.MAXIMUM : BinaryFunction.MINIMUM, call.network().dtype(data), result,
                        call.held(i));
            }
        }
        return result;
    }
}

package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.onnx.read.ElementType;
import dev.halfstep.op.Op;
import dev.halfstep.op.coding.Coding.Cast;
import dev.halfstep.op.elementwise.BinaryFunction;
import dev.halfstep.op.elementwise.Compare;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.move.Selecting.Select;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import java.util.stream.IntStream;

/** Comparisons, truth values, changes of type, and what changes nothing. */
final class LogicOps {

    private LogicOps() {}

    static void addTo(Handler.Table table) {
        compare(table, "Equal", Compare.EQUAL);
        compare(table, "Less", Compare.LESS);
        compare(table, "LessOrEqual", Compare.LESS_EQUAL);
        compare(table, "Greater", Compare.GREATER);
        compare(table, "GreaterOrEqual", Compare.GREATER_EQUAL);
        compare(table, "And", BinaryFunction.LOGICAL_AND);
        compare(table, "Or", BinaryFunction.LOGICAL_OR);
        compare(table, "Xor", Compare.NOT_EQUAL);
        ElementOps.function(table, "Not", UnaryFunction.LOGICAL_NOT);
        // What is not a number is the only value that is not equal to itself.
        table.one("IsNaN", call -> call.compared(Compare.NOT_EQUAL, call.held(0), call.held(0)));
        table.one("Where", call -> call.elementwise(new Select(true), call.held(0), call.held(1), call.held(2)));
        table.one("Cast", LogicOps::cast);
        table.one("CastLike", LogicOps::castLike);
        table.one("Identity", call -> call.operand(0));
        table.one("Dropout", LogicOps::dropout);
    }

    private static void compare(Handler.Table table, String name, Op op) {
        table.one(name, call -> {
            requireFinite(call, 0);
            requireFinite(call, 1);
            return call.compared(op, call.held(0), call.held(1));
        });
    }

    /** TensorFlow Lite's arithmetic gives the largest number where a result is infinite. */
    private static void requireFinite(Call call, int input) {
        boolean infinite = call.known(input).orElse(null) instanceof Tensor tensor
                && IntStream.range(0, tensor.values().length).anyMatch(i -> Float.isInfinite(tensor.values()[i]));
        requireThat(!infinite, "comparing with what is infinite is not supported");
    }

    private static Operand cast(Call call) {
        // How they go into types of 8-bit floats, which are refused.
        call.attributes().skip("saturate", "round_mode");
        DType to = ElementType.of(Call.small(call.attributes().integer("to", 0))).dtype();
        return casted(call, to);
    }

    private static Operand castLike(Call call) {
        call.attributes().skip("saturate", "round_mode");
        return casted(call, call.network().dtype(call.held(1)));
    }

    /** Rows stay what they are where the type does. */
    private static Operand casted(Call call, DType to) {
        return to == DType.FLOAT32 && call.operand(0) instanceof Operand.Rows rows ? rows
                : cast(call, call.name(), call.held(0), to);
    }

    /** The numbers in another type. */
    static Held cast(Call call, String name, Held value, DType to) {
        DType from = call.network().dtype(value);
        return from == to ? value : call.network().each(value,
                tensor -> call.assembler().apply(name, new Cast(), to, tensor));
    }

    private static Operand dropout(Call call) {
        call.attributes().skip("ratio", "seed");
        if (call.has(2)) {
            requireThat(call.constant(2) instanceof Codes training && training.rawCode(0) == 0,
                    "it drops values at random, as in training");
        }
        return call.operand(0);
    }
}

package dev.halfstep.keras.layer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.halfstep.keras.config.LayerConfig;
import dev.halfstep.keras.layer.Call.Argument;
import dev.halfstep.op.Activation;
import dev.halfstep.op.Op;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.op.elementwise.BinaryFunction;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.move.StridedSlice;
import dev.halfstep.problem.Problem;
import java.util.Optional;

/** Operations on tensors between layers, such as {@code x + y} and {@code x[:, 1:]}. */
final class Operations {

    private static final int MOST_ENTRIES = 16;

    private Operations() {}

    /** An operation; empty if it is not known. */
    static Optional<Layer.Plain> of(LayerConfig config) {
        return switch (config.kind()) {
            case "Add" -> Optional.of(pair(Kind.ADD.with(Activation.NONE)));
            case "Subtract" -> Optional.of(pair(Kind.SUB.with(Activation.NONE)));
            case "Multiply" -> Optional.of(pair(Kind.MUL.with(Activation.NONE)));
            case "Divide", "TrueDivide" -> Optional.of(Operations::quotient);
            case "Maximum" -> Optional.of(pair(BinaryFunction.MAXIMUM));
            case "Minimum" -> Optional.of(pair(BinaryFunction.MINIMUM));
            case "Power" -> Optional.of(pair(BinaryFunction.POW));
            // NEG has no integer form, products do.
            case "Negative" -> Optional.of(call -> call.layers().withNumber(call.name(), Kind.MUL, call.real(), -1));
            case "Absolute", "Abs" -> Optional.of(single(UnaryFunction.ABS));
            case "Sqrt" -> Optional.of(single(UnaryFunction.SQRT));
            case "Exp" -> Optional.of(single(UnaryFunction.EXP));
            case "Log" -> Optional.of(single(UnaryFunction.LOG));
            case "Square" -> Optional.of(call -> call.layers().arithmetic(call.name(), Kind.MUL, call.real(),
                    call.real()));
            case "GetItem" -> Optional.of(Operations::item);
            default -> Optional.empty();
        };
    }

    private static Layer.Plain single(UnaryFunction function) {
        return call -> call.activations().function(call.name(), function, call.real());
    }

    /** With broadcasting as NumPy has it; a number stands for a tensor. */
    private static Layer.Plain pair(Op op) {
        return call -> {
            if (call.arguments().size() != 2) {
                throw Problem.model("it takes two operands, not " + call.arguments().size());
            }
            return call.network().apply(call.name(), op, operand(call, 0), operand(call, 1));
        };
    }

    private static int quotient(Call call) {
        boolean byNumber = call.arguments().size() == 2
                && call.arguments().get(1) instanceof Argument.Constant(JsonNode value) && value.isNumber()
                && value.asDouble() != 0;
        if (!byNumber) {
            return pair(Kind.DIV.with(Activation.NONE)).output(call);
        }
        // All integer types have products.
        double number = ((Argument.Constant) call.arguments().get(1)).value().asDouble();
        return call.layers().withNumber(call.name(), Kind.MUL, operand(call, 0), (float) (1 / number));
    }

    private static int operand(Call call, int position) {
        return switch (call.arguments().get(position)) {
            case Argument.Data data -> call.parts().real(call.name(), data.tensor());
            case Argument.Constant(JsonNode value) when value.isNumber() ->
                call.layers().number((float) value.asDouble());
            case Argument.Constant other -> throw Problem.model("one of its operands is neither a tensor nor a number");
        };
    }

    /** A part of a tensor by indices and ranges. */
    private static int item(Call call) {
        if (call.arguments().size() != 2 || !(call.arguments().get(1) instanceof Argument.Constant(JsonNode entries))) {
            throw Problem.model("what it picks depends on data, which is not supported");
        }
        JsonNode all = entries.isArray() ? entries : entries.isObject() || entries.isInt()
                ? JsonNodeFactory.instance.arrayNode().add(entries) : entries;
        int count = all.size();
        if (count == 0 || count > MOST_ENTRIES) {
            throw Problem.model("what it picks is described in a way that is not known");
        }
        var slices = new Slices(count);
        for (int i = 0; i < count; i++) {
            slices.add(all.get(i));
        }
        return slices.apply(call);
    }

    /** The ranges of a slice. */
    private static final class Slices {

        private final int[] begin;
        private final int[] end;
        private final int[] strides;
        private int entries;
        private int beginMask;
        private int endMask;
        private int shrinkMask;

        Slices(int count) {
            begin = new int[count];
            end = new int[count];
            strides = new int[count];
        }

        void add(JsonNode entry) {
            int bit = 1 << entries;
            strides[entries] = 1;
            if (entry.isInt()) {
                begin[entries] = entry.asInt();
                shrinkMask |= bit;
            } else if (entry.path("class_name").asText("").equals("__slice__")) {
                JsonNode range = entry.path("config");
                beginMask |= range.path("start").isInt() ? 0 : bit;
                endMask |= range.path("stop").isInt() ? 0 : bit;
                begin[entries] = range.path("start").asInt(0);
                end[entries] = range.path("stop").asInt(0);
                strides[entries] = range.path("step").asInt(1);
            } else {
                throw Problem.model("it picks by something else than indices and ranges, which is not supported");
            }
            entries++;
        }

        int apply(Call call) {
            boolean isWholeBatch = (beginMask & endMask & 1) != 0 && strides[0] == 1;
            if (!isWholeBatch) {
                throw Problem.model("it picks samples of the batch, which is not supported");
            }
            return call.network().apply(call.name(),
                    new StridedSlice(beginMask, endMask, 0, 0, shrinkMask, false), call.input(),
                    call.network().integers(call.name() + "/begin", begin),
                    call.network().integers(call.name() + "/end", end),
                    call.network().integers(call.name() + "/strides", strides));
        }
    }
}

package dev.halfstep.c.net;

import dev.halfstep.lower.CodeFunction;
import dev.halfstep.lower.CodeFunction.Plain;
import dev.halfstep.lower.CodeFunction.Rescaled;
import dev.halfstep.lower.LoweredElements;
import dev.halfstep.lower.LoweredElements.ByteTable;
import dev.halfstep.lower.LoweredElements.Integers;
import dev.halfstep.lower.LoweredElements.Interpolated;
import dev.halfstep.lower.LoweredElements.Sigmoid;
import dev.halfstep.lower.rounding.SigmoidTable;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import java.util.Map;

/** A function of each code of one tensor. */
final class ElementsLayer {

    private static final int CODES = 256;

    private final Layer layer;

    ElementsLayer(Layer layer) {
        this.layer = layer;
    }

    void write(LoweredElements elements) {
        switch (elements) {
            case ByteTable bytes -> {
                describe(", by a table");
                TableLayer.write(layer, bytes.table(), bytes.length());
            }
            case Interpolated table -> {
                describe(", by a table with straight lines between its entries");
                if (table.isRoot()) {
                    layer.requireWithin(0, 0, Short.MAX_VALUE);
                }
                String name = layer.table("table", "int16_t", table.table().length, i -> table.table()[i]);
                layer.call(layer.functions().use("interpolated"), layer.in(0), layer.out(), table.length(), name);
            }
            case Sigmoid sigmoid -> sigmoid(sigmoid);
            case Integers integers when integers.dtype().isByteCode() -> bytes(integers);
            case Integers integers when integers.function() instanceof Plain plain
                    && integers.dtype() != DType.INT64 -> {
                describe("");
                each(integers.length(), switch (plain) {
                    case NOT -> "1 - %s";
                    case NEG -> "0 - (uint32_t)%s";
                    case SIGN -> "(%1$s > 0) - (%1$s < 0)";
                });
            }
            case Integers integers when integers.function() instanceof Rescaled bent
                    && integers.dtype() == DType.INT16 ->
                bent(bent, integers.length());
            case Integers integers when integers.function() instanceof CodeFunction.Root ->
                throw Problem.model("there is no C for " + layer.op() + " of " + integers.dtype().label()
                        + ": the reference computes it in floating point").remedy("Quantize the model to full-int8.");
            case Integers integers -> throw layer.missing();
            case LoweredElements.Reals reals -> throw layer.real();
        }
    }

    private void describe(String how) {
        layer.describe(layer.words() + how);
    }

    /** Whatever the function, there are no more than 256 codes. Those below a root's have no value. */
    private void bytes(Integers integers) {
        CodeFunction function = integers.function();
        DType type = integers.dtype();
        var table = new byte[CODES];
        long least = type.max() + 1;
        for (long code = type.max(); code >= type.min() && hasValue(function, code); code--) {
            table[(int) code & 0xff] = (byte) function.code(code);
            least = code;
        }
        describe(", by a table");
        layer.requireWithin(0, least, type.max());
        TableLayer.write(layer, table, integers.length());
    }

    private static boolean hasValue(CodeFunction function, long code) {
        try {
            function.code(code);
            return true;
        } catch (Problem none) {
            return false;
        }
    }

    private void bent(Rescaled bent, int length) {
        double steps = layer.rangeIn(0).furthest() + Math.abs((double) bent.inputZero());
        layer.requireIn32Bits(steps, bent.above());
        layer.requireIn32Bits(steps * Math.abs((double) bent.slope()), bent.below());
        describe("");
        each(length, call(layer, bent, "%s", Integer.toString(bent.slope())));
    }

    /** Computes each element by itself, by an expression. */
    private void each(int length, String value) {
        int[] extents = {length};
        String index = Loops.index(extents);
        layer.statements(Loops.over(extents, "(" + layer.out() + ")[" + index + "] = (" + layer.typeOut()
                + ")(" + value.formatted("(" + layer.in(0) + ")[" + index + "]") + ");"));
    }

    /** The code on two lines, of an element and a slope as expressions. */
    static String call(Layer layer, Rescaled bent, String code, String slope) {
        return layer.functions().use("bent") + "(" + code + " - (" + bent.inputZero() + "), " + slope + ", "
                + bent.above().multiplier()
                + ", " + bent.above().shift() + ", " + bent.below().multiplier() + ", " + bent.below().shift() + ", "
                + bent.outputZero() + ", " + bent.min() + ", " + bent.max() + ")";
    }

    private void sigmoid(Sigmoid sigmoid) {
        describe(", by a table with straight lines between its entries");
        String table = layer.table("table", "int32_t", CODES, SigmoidTable::entry);
        layer.call(layer.functions().use("sigmoid"), layer.in(0), layer.out(), sigmoid.length(), table,
                sigmoid.table().multiplier(), sigmoid.table().shift(), sigmoid.isTangent() ? 1 : 0);
    }
}

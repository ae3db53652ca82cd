package dev.halfstep.c.net;

import dev.halfstep.c.text.Functions;
import dev.halfstep.c.text.Tables;
import dev.halfstep.lower.CodeFunction.Rescaled;
import dev.halfstep.lower.CodePair.PowerOfTwoSum;
import dev.halfstep.lower.CodePair.ScaledProduct;
import dev.halfstep.lower.CodePair.ScaledSum;
import dev.halfstep.lower.CodePair.Sloped;
import dev.halfstep.lower.Comparison;
import dev.halfstep.lower.Comparison.Fine;
import dev.halfstep.lower.Comparison.OfCodes;
import dev.halfstep.lower.Comparison.OfIntegers;
import dev.halfstep.lower.Comparison.OfReals;
import dev.halfstep.lower.LoweredPairs;
import dev.halfstep.lower.LoweredPairs.Broadcast;
import dev.halfstep.tensor.DType;
import java.util.Map;

/** A function of the codes of two tensors, whose shapes are broadcast to each other. */
final class PairsLayer {

    private final Layer layer;

    PairsLayer(Layer layer) {
        this.layer = layer;
    }

    void write(LoweredPairs pairs) {
        String value = switch (pairs) {
            case LoweredPairs.Codes codes -> switch (codes.function()) {
                case ScaledSum sum -> sum(sum);
                case ScaledProduct quotient when quotient.isQuotient() -> quotient(quotient);
                case ScaledProduct product -> product(product);
                case PowerOfTwoSum sum -> powerOfTwo(sum);
                case Sloped sloped -> sloped(sloped);
            };
            case LoweredPairs.Integers integers -> integers(integers);
            case LoweredPairs.Reals reals -> throw layer.real();
            case LoweredPairs.Compared compared -> compared(compared.comparison());
        };
        Broadcast broadcast = pairs.broadcast();
        int[] extents = broadcast.extents();
        String left = "(" + layer.in(0) + ")[" + Loops.index(0, extents, broadcast.left()) + "]";
        String right = "(" + layer.in(1) + ")[" + Loops.index(0, extents, broadcast.right()) + "]";
        layer.statements(Loops.over(extents, "(" + layer.out() + ")[" + Loops.index(extents) + "] = ("
                + layer.typeOut() + ")(" + value.formatted(left, right) + ");"));
    }

    private void describe() {
        layer.describe(layer.words() + ", element by element");
    }

    private String sum(ScaledSum sum) {
        describe();
        String numbers = layer.functions().use("added_numbers");
        String function = layer.functions().use("added", Map.of("BITS", Integer.toString(sum.bits()), "COMBINED",
                switch (sum.kind()) {
                    case SUM -> "a + b";
                    case DIFFERENCE -> "a - b";
                    case SQUARED_DIFFERENCE -> "(a - b) * (a - b)";
                }));
        String name = layer.name("scales");
        layer.constant("static const " + numbers + " " + name + " = {" + sum.left().multiplier() + ", "
                + sum.right().multiplier() + ", " + sum.output().multiplier() + ", " + sum.left().shift() + ", "
                + sum.right().shift() + ", " + sum.output().shift() + ", " + sum.leftZero() + ", " + sum.rightZero()
                + ", "
                + sum.outputZero() + ", " + sum.min() + ", " + sum.max() + "};\n");
        layer.rangeOut(new CodeRange(sum.min(), sum.max()));
        return function + "(%s, %s, &" + name + ")";
    }

    private String product(ScaledProduct product) {
        double left = layer.rangeIn(0).furthest() + Math.abs((double) product.leftZero());
        double right = layer.rangeIn(1).furthest() + Math.abs((double) product.rightZero());
        layer.requireIn32Bits(left * right, product.multiplier());
        describe();
        layer.rangeOut(new CodeRange(product.min(), product.max()));
        return layer.functions().use("multiplied") + "(%s, %s, " + product.leftZero() + ", " + product.rightZero()
                + ", "
                + product.multiplier().multiplier() + ", " + product.multiplier().shift() + ", " + product.outputZero()
                + ", "
                + product.min() + ", " + product.max() + ")";
    }

    private String quotient(ScaledProduct quotient) {
        describe();
        layer.requireOtherThan(1, quotient.rightZero());
        layer.rangeOut(new CodeRange(quotient.min(), quotient.max()));
        return layer.functions().use("divided") + "(%s - (" + quotient.leftZero() + "), %s - (" + quotient.rightZero()
                + "), " + quotient.multiplier().multiplier() + ", " + quotient.multiplier().shift() + ", "
                + quotient.outputZero() + ", " + quotient.min() + ", " + quotient.max() + ")";
    }

    private String powerOfTwo(PowerOfTwoSum sum) {
        if (sum.leftShift() > 15 || sum.rightShift() > 15) {
            throw layer.missing();
        }
        describe();
        String halved = layer.functions().use("halved");
        return layer.functions().use("clamp") + "(" + halved + "(%s, " + sum.leftShift() + ") "
                + (sum.sign() < 0 ? "- " : "+ ") + halved + "(%s, " + sum.rightShift() + "), " + sum.min() + ", "
                + sum.max()
                + ")";
    }

    private String sloped(Sloped sloped) {
        Rescaled line = sloped.line();
        double steps = layer.rangeIn(0).furthest() + Math.abs((double) line.inputZero());
        double slope = layer.rangeIn(1).furthest() + Math.abs((double) sloped.slopeZero());
        layer.requireIn32Bits(steps, line.above());
        layer.requireIn32Bits(steps * slope, line.below());
        describe();
        layer.rangeOut(new CodeRange(line.min(), line.max()));
        return ElementsLayer.call(layer, line, "%s", "%s - (" + sloped.slopeZero() + ")");
    }

    /** Truth values, of codes as they are or of what they stand for. */
    private String compared(Comparison comparison) {
        describe();
        String relation = switch (comparison.relation()) {
            case EQUAL -> "==";
            case NOT_EQUAL -> "!=";
            case LESS -> "<";
            case LESS_EQUAL -> "<=";
            case GREATER -> ">";
            case GREATER_EQUAL -> ">=";
        };
        return switch (comparison) {
            case OfReals reals -> throw layer.real();
            case OfIntegers integers -> "%s " + relation + " %s";
            case OfCodes codes -> fine(codes.left()) + " " + relation + " " + fine(codes.right());
        };
    }

    /** What a code stands for, in 256ths of 1. */
    private String fine(Fine fine) {
        return layer.functions().use("scaled") + "((%s - (" + fine.zero() + ")) * INT32_C(256), "
                + fine.scale().multiplier() + ", " + fine.scale().shift() + ")";
    }

    /**
     * Of integers as they are, which wrap. Of truth values the larger is that one or the other holds, and the smaller that both do.
     */
    private String integers(LoweredPairs.Integers integers) {
        DType type = integers.dtype();
        if (type == DType.INT64) {
            throw layer.missing();
        }
        describe();
        Functions functions = layer.functions();
        // The one quotient of 32 bits that has 33 is that of the least number and -1.
        Map<String, String> words = Map.of("number_t", type == DType.INT32 ? "int64_t" : "int32_t");
        String value = switch (integers.function()) {
            case MAXIMUM -> functions.use("chosen", Map.of("RELATION", ">")) + "(%s, %s)";
            case MINIMUM -> functions.use("chosen", Map.of("RELATION", "<")) + "(%s, %s)";
            case SUM -> "(uint32_t)%s + (uint32_t)%s";
            case DIFFERENCE -> "(uint32_t)%s - (uint32_t)%s";
            case PRODUCT -> "(uint32_t)%s * (uint32_t)%s";
            case SQUARED_DIFFERENCE -> functions.use("squared_difference") + "(%s, %s)";
            case QUOTIENT -> divided("(" + words.get("number_t") + ")%s / %s");
            case FLOOR_QUOTIENT -> divided(functions.use("floor_quotient", words) + "(%s, %s)");
            case FLOOR_REMAINDER -> divided(functions.use("floor_remainder", words) + "(%s, %s)");
        };
        if (integers.min() <= type.min() && integers.max() >= type.max()) {
            return value;
        }
        layer.rangeOut(new CodeRange(integers.min(), integers.max()));
        return functions.use("clamp") + "((" + layer.typeOut() + ")(" + value + "), " + Tables.integer(integers.min())
                + ", " + Tables.integer(integers.max()) + ")";
    }

    private String divided(String value) {
        layer.requireOtherThan(1, 0);
        return value;
    }
}

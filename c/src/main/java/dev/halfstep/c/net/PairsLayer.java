package dev.halfstep.c.net;

import dev.halfstep.lower.CodePair.PowerOfTwoSum;
import dev.halfstep.lower.CodePair.ScaledProduct;
import dev.halfstep.lower.CodePair.ScaledSum;
import dev.halfstep.lower.CodePair.Sloped;
import dev.halfstep.lower.LoweredPairs;
import dev.halfstep.lower.LoweredPairs.Broadcast;
import dev.halfstep.lower.LoweredPairs.IntegerPair;
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
                case ScaledProduct product when !product.isQuotient() -> product(product);
                case ScaledProduct quotient -> throw layer.missing();
                case PowerOfTwoSum sum -> powerOfTwo(sum);
                case Sloped sloped -> throw layer.missing();
            };
            case LoweredPairs.Integers integers -> integers(integers);
            case LoweredPairs.Reals reals -> throw layer.missing();
            case LoweredPairs.Compared compared -> throw layer.missing();
        };
        Broadcast broadcast = pairs.broadcast();
        int[] extents = broadcast.extents();
        var strides = new int[extents.length];
        int stride = 1;
        for (int a = extents.length - 1; a >= 0; a--) {
            strides[a] = stride;
            stride *= extents[a];
        }
        String left = "(" + layer.in(0) + ")[" + Loops.index(0, extents, broadcast.left()) + "]";
        String right = "(" + layer.in(1) + ")[" + Loops.index(0, extents, broadcast.right()) + "]";
        layer.statements(Loops.over(extents, "(" + layer.out() + ")[" + Loops.index(0, extents, strides) + "] = ("
                + layer.typeOut() + ")" + value.formatted(left, right) + ";"));
    }

    private void describe() {
        layer.describe(layer.words() + ", element by element");
    }

    private String sum(ScaledSum sum) {
        describe();
        String numbers = layer.functions().use("added_numbers");
        String function = layer.functions().use("added", Map.of("BITS", Integer.toString(sum.bits()), "SCALED",
                layer.functions().use("scaled"), "CLAMP", layer.functions().use("clamp"), "COMBINED",
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
        String function = layer.functions().use("multiplied",
                Map.of("SCALED", layer.functions().use("scaled"), "CLAMP", layer.functions().use("clamp")));
        layer.rangeOut(new CodeRange(product.min(), product.max()));
        return function + "(%s, %s, " + product.leftZero() + ", " + product.rightZero() + ", "
                + product.multiplier().multiplier() + ", " + product.multiplier().shift() + ", " + product.outputZero()
                + ", "
                + product.min() + ", " + product.max() + ")";
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

    private String integers(LoweredPairs.Integers integers) {
        boolean isLarger = integers.function() == IntegerPair.MAXIMUM;
        if (!integers.dtype().isCode() || !(isLarger || integers.function() == IntegerPair.MINIMUM)) {
            throw layer.missing();
        }
        describe();
        String chosen = layer.functions().use("chosen", Map.of("RELATION", isLarger ? ">" : "<"));
        return layer.functions().use("clamp") + "(" + chosen + "(%s, %s), " + integers.min() + ", " + integers.max()
                + ")";
    }
}

package dev.halfstep.c.net;

import dev.halfstep.c.text.Tables;
import dev.halfstep.lower.LoweredReduction;
import dev.halfstep.lower.LoweredReduction.CodeProducts;
import dev.halfstep.lower.LoweredReduction.CodeSums;
import dev.halfstep.lower.LoweredReduction.ExtremeIndex;
import dev.halfstep.lower.LoweredReduction.Fold;
import dev.halfstep.lower.LoweredReduction.Integers;
import dev.halfstep.lower.LoweredReduction.Reduction;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.tensor.DType;
import java.util.Map;

/** One code from all those along some axes. */
final class ReductionLayer {

    private ReductionLayer() {}

    static void write(Layer layer, LoweredReduction node) {
        switch (node) {
            case CodeSums sums -> sums(layer, sums);
            case Integers integers when integers.type() == DType.INT64 -> throw layer.missing();
            case Integers integers -> integers(layer, integers);
            case LoweredReduction.Reals reals -> throw layer.real();
            case CodeProducts products -> products(layer, products);
            case ExtremeIndex index -> extremeIndex(layer, index);
        }
    }

    private static void sums(Layer layer, CodeSums sums) {
        Reduction reduction = sums.reduction();
        long furthest = reduction.count() * layer.rangeIn(0).furthest() + Math.abs(sums.zeros());
        if (furthest > Integer.MAX_VALUE) {
            throw layer.sumsTooLong();
        }
        layer.requireIn32Bits((double) furthest, new Multiplier(sums.multiplier(), sums.shift()));
        describe(layer, reduction);
        String code = layer.functions().use("scaled") + "(%s, " + sums.multiplier() + ", " + sums.shift() + ") + "
                + sums.outputZero();
        String clamped =
                layer.functions().use("clamp") + "(" + code + ", " + sums.type().min() + ", " + sums.type().max()
                        + ")";
        fold(layer, reduction, "int32_t folded = " + -sums.zeros() + ";\n", "folded + %s", clamped);
    }

    /** Of integers as they are, in 64 bits where there are sums or products. */
    private static void integers(Layer layer, Integers integers) {
        describe(layer, integers.reduction());
        String step = switch (integers.fold()) {
            case SUM -> "folded + %s";
            case PRODUCT -> "(int64_t)((uint64_t)folded * (uint64_t)%s)";
            case LARGEST -> layer.functions().use("chosen", Map.of("RELATION", ">")) + "(folded, %s)";
            case SMALLEST -> layer.functions().use("chosen", Map.of("RELATION", "<")) + "(folded, %s)";
        };
        boolean isLong = integers.fold() == Fold.SUM || integers.fold() == Fold.PRODUCT;
        fold(layer, integers.reduction(), (isLong ? "int64_t" : "int32_t") + " folded = "
                + Tables.integer(integers.fold().start(integers.type())) + ";\n", step,
                integers.divisor() == 1 ? "%s" : "(%s / " + integers.divisor() + ")");
    }

    /** The first factor is taken as it is. */
    private static void products(Layer layer, CodeProducts products) {
        if (products.shift() < 1 || products.shift() >= Long.SIZE || products.reduction().count() == 0) {
            throw layer.scalesTooFarApart();
        }
        describe(layer, products.reduction());
        String scale = ", " + products.factor() + ", " + products.shift() + ")";
        String function = layer.functions().use("product_of_codes");
        String zero = " - (" + products.inputZero() + ")";
        fold(layer, products.reduction(), "int32_t folded = 0;\nint32_t factors = 0;\n",
                "factors++ == 0 ? %1$s" + zero + " : " + function + "(folded, %1$s" + zero + scale,
                "(" + layer.functions().use("clamp") + "(" + function + "(%s, 1" + scale + ", "
                        + (products.type().min() - products.outputZero()) + ", "
                        + (products.type().max() - products.outputZero()) + ") + (" + products.outputZero() + "))");
    }

    private static void extremeIndex(Layer layer, ExtremeIndex index) {
        if (index.type() == DType.FLOAT32) {
            throw layer.real();
        }
        layer.describe("index of the " + (index.largest() ? "largest of " : "smallest of ") + index.extent());
        layer.call(
                layer.functions().use("extreme_index",
                        Map.of("element_t", layer.typeIn(0), "index_t", layer.typeOut(), "RELATION",
                                index.largest() ? ">" : "<")),
                layer.in(0), layer.out(), index.reduction().outputs() / index.inner(), index.extent(), index.inner());
        layer.rangeOut(new CodeRange(0, index.extent() - 1L));
    }

    private static void describe(Layer layer, Reduction reduction) {
        layer.describe(layer.words() + " of " + reduction.count() + " codes for each of " + reduction.outputs()
                + " results");
    }

    /**
     * Loops over the results, and within over what each is made of.
     *
     * @param start declares what is folded so far
     */
    private static void fold(Layer layer, Reduction reduction, String start, String step, String result) {
        int axes = reduction.extents().length;
        var outer = new int[axes];
        var inner = new int[axes];
        for (int a = 0; a < axes; a++) {
            boolean isReduced = reduction.strides()[a] == 0;
            outer[a] = isReduced ? 1 : reduction.extents()[a];
            inner[a] = isReduced ? reduction.extents()[a] : 1;
        }
        String read = "(" + layer.in(0) + ")[" + Loops.index(reduction.extents()) + "]";
        String out = "(" + layer.out() + ")[" + Loops.index(0, outer, reduction.strides()) + "]";
        String body = start
                + Loops.over(inner, "folded = " + step.formatted(read) + ";")
                + out + " = (" + layer.typeOut() + ")" + result.formatted("folded") + ";";
        layer.statements(Loops.over(outer, body));
    }
}

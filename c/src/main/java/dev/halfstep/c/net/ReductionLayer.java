package dev.halfstep.c.net;

import dev.halfstep.lower.LoweredReduction;
import dev.halfstep.lower.LoweredReduction.CodeSums;
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
            case Integers integers when (integers.type().isCode() || integers.type() == DType.BOOL)
                    && integers.divisor() == 1
                    && (integers.fold() == Fold.LARGEST || integers.fold() == Fold.SMALLEST) ->
                extremes(layer, integers);
            case Integers integers -> throw layer.missing();
            case LoweredReduction.Reals reals -> throw layer.missing();
            case LoweredReduction.CodeProducts products -> throw layer.missing();
            case LoweredReduction.ExtremeIndex index -> throw layer.missing();
        }
    }

    private static void sums(Layer layer, CodeSums sums) {
        Reduction reduction = sums.reduction();
        long furthest = reduction.count() * layer.rangeIn(0).furthest() + Math.abs(sums.zeros());
        if (furthest > Integer.MAX_VALUE) {
            throw layer.sumsTooLong();
        }
        layer.requireIn32Bits((double) furthest, new Multiplier(sums.multiplier(), sums.shift()));
        layer.describe(layer.words() + " of " + reduction.count() + " codes for each of "
                + reduction.outputs() + " results");
        String code = layer.functions().use("scaled") + "(%s, " + sums.multiplier() + ", " + sums.shift() + ") + "
                + sums.outputZero();
        String clamped =
                layer.functions().use("clamp") + "(" + code + ", " + sums.type().min() + ", " + sums.type().max()
                        + ")";
        fold(layer, reduction, Long.toString(-sums.zeros()), "folded + %s", clamped);
    }

    private static void extremes(Layer layer, Integers integers) {
        boolean isLarger = integers.fold() == Fold.LARGEST;
        layer.describe(layer.words() + " of " + integers.reduction().count()
                + " codes for each of " + integers.reduction().outputs() + " results");
        String chosen = layer.functions().use("chosen", Map.of("RELATION", isLarger ? ">" : "<"));
        fold(layer, integers.reduction(), Long.toString(integers.fold().start(integers.type())),
                chosen + "(folded, %s)", "%s");
    }

    /** Loops over the results, and within over what each is made of. */
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
        String body = "int32_t folded = " + start + ";\n"
                + Loops.over(inner, "folded = " + step.formatted(read) + ";")
                + out + " = (" + layer.typeOut() + ")" + result.formatted("folded") + ";";
        layer.statements(Loops.over(outer, body));
    }
}

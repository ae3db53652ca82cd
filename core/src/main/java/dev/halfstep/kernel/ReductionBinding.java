package dev.halfstep.kernel;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.kernel.reduce.Folds;
import dev.halfstep.lower.LoweredReduction;
import dev.halfstep.lower.LoweredReduction.CodeProducts;
import dev.halfstep.lower.LoweredReduction.CodeSums;
import dev.halfstep.lower.LoweredReduction.Fold;
import dev.halfstep.lower.LoweredReduction.Integers;
import dev.halfstep.lower.LoweredReduction.Reals;
import dev.halfstep.tensor.DType;

/** Reductions bound to their arrays. */
final class ReductionBinding {

    private ReductionBinding() {}

    static Step bind(LoweredReduction node, Buffers buffers) {
        return switch (node) {
            case Reals reals -> Folds.reals(reals, buffers.floatsIn(0), buffers.floatsOut());
            case Integers integers -> Folds.integers(integers.fold(), integers.fold().start(integers.type()),
                    integers.reduction(), in(integers.type(), buffers), out(integers.type(), buffers),
                    integers::result);
            case CodeSums sums -> Folds.integers(Fold.SUM, 0, sums.reduction(), in(sums.type(), buffers),
                    out(sums.type(), buffers), sums::code);
            case CodeProducts products -> Folds.products(products, in(products.type(), buffers),
                    out(products.type(), buffers));
        };
    }

    private static IntegerArray in(DType type, Buffers buffers) {
        return IntegerArray.of(type, buffers.in(0));
    }

    private static IntegerArray out(DType type, Buffers buffers) {
        return IntegerArray.of(type, buffers.out(0));
    }
}

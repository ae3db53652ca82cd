package dev.halfstep.op.reduce;

import dev.halfstep.lower.LoweredReduction;
import dev.halfstep.lower.LoweredReduction.CodeProducts;
import dev.halfstep.lower.LoweredReduction.CodeSums;
import dev.halfstep.lower.LoweredReduction.Fold;
import dev.halfstep.lower.LoweredReduction.Integers;
import dev.halfstep.lower.LoweredReduction.Reals;
import dev.halfstep.lower.LoweredReduction.Reduction;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.op.Operands;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;

/** The arithmetic of a reduction, by what it makes of the elements and the type of those. */
final class ReduceLowering {

    /** Beyond it the reference kernel's shift of a product is not defined. */
    private static final int MAX_PRODUCT_SHIFT = 7;

    private final Reduce.Kind kind;
    private final Operands operands;
    private final DType dtype;
    private final Reduction reduction;

    ReduceLowering(Reduce.Kind kind, Operands operands) {
        this.kind = kind;
        this.operands = operands;
        dtype = operands.dtype(0);
        reduction = Reduction.of(operands.shape(0).toArray(), Reduce.reduced(operands),
                operands.output().shape().elements());
    }

    LoweredReduction lowered() {
        boolean mean = kind == Reduce.Kind.MEAN;
        Fold fold = switch (kind) {
            case MEAN, SUM -> Fold.SUM;
            case PROD -> Fold.PRODUCT;
            case MAX, ANY -> Fold.LARGEST;
            case MIN, ALL -> Fold.SMALLEST;
        };
        if (dtype == DType.FLOAT32) {
            return new Reals(fold, reduction, mean ? reduction.count() : 1);
        }
        if (dtype.isCode() && fold == Fold.SUM) {
            return sums();
        }
        if (dtype.isCode() && fold == Fold.PRODUCT) {
            return products();
        }
        return new Integers(fold, reduction, dtype, mean ? Math.max(1, reduction.count()) : 1);
    }

    private CodeSums sums() {
        Quantization from = operands.scale(0);
        Quantization to = operands.outputScale();
        Multiplier ratio = Multiplier.of((double) from.scale() / to.scale(), FixedPoint.MAX_SHIFT);
        int multiplier = ratio.multiplier();
        int shift = ratio.shift();
        if (kind == Reduce.Kind.MEAN) {
            int count = Math.max(1, reduction.count());
            int more = Math.min(31 - Integer.numberOfLeadingZeros(count), 31 + shift);
            multiplier = (int) (((long) multiplier << more) / count);
            shift -= more;
        }
        return new CodeSums(reduction, dtype, multiplier, shift, from.zeroPoint() * reduction.count(), to.zeroPoint());
    }

    private CodeProducts products() {
        Quantization from = operands.scale(0);
        Quantization to = operands.outputScale();
        Multiplier ratio =
                Multiplier.of(from.scale() / Math.pow(to.scale(), 1.0 / Math.max(1, reduction.count())),
                        MAX_PRODUCT_SHIFT);
        return new CodeProducts(reduction, dtype, FixedPoint.cut(ratio.multiplier()),
                FixedPoint.CUT_BITS - ratio.shift(), from.zeroPoint(), to.zeroPoint());
    }
}

package dev.halfstep.op.reduce;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Operands;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.kernel.elementwise.Reduction;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.Arrays;

/**
 * Products of codes. After each factor, and once more at the end, the reference kernel multiplies by
 * {@code inputScale / outputScale^(1/n)}, held in 16 bits, and rounds halves upwards.
 */
final class CodeProduct {

    /** Beyond it the reference kernel's shift is not defined. */
    private static final int MAX_SHIFT = 7;
    private static final int LARGEST_FULL = 0x7fff0000;
    private static final int BITS = 15;

    private CodeProduct() {}

    static Step step(Operands operands, Reduction reduction, IntegerArray in, IntegerArray out) {
        Quantization from = operands.scale(0);
        Quantization to = operands.outputScale();
        DType dtype = operands.dtype(0);
        Multiplier ratio = Multiplier.of(from.scale() / Math.pow(to.scale(), 1.0 / Math.max(1, reduction.count())));
        if (ratio.shift() > MAX_SHIFT) {
            throw Problem.of("the scales of its tensors are too far apart: rescaling by more than 2^" + MAX_SHIFT);
        }
        int multiplier = ratio.multiplier();
        int factor = multiplier < LARGEST_FULL ? (multiplier + (1 << BITS)) >> (BITS + 1) : 0x7fff;
        int shift = BITS - ratio.shift();
        long zero = from.zeroPoint();
        var products = new int[reduction.outputs()];
        var begun = new boolean[products.length];
        Reduction.Run run = (first, length, o, stride) -> {
            for (int i = 0; i < length; i++) {
                int p = o + i * stride;
                long value = in.get(first + i) - zero;
                products[p] = begun[p] ? scaled(products[p] * value, factor, shift) : (int) value;
                begun[p] = true;
            }
        };
        return () -> {
            Arrays.fill(begun, false);
            reduction.forEach(run);
            for (int p = 0; p < products.length; p++) {
                out.set(p, dtype.saturate(scaled(products[p], factor, shift) + to.zeroPoint()));
            }
        };
    }

    private static int scaled(long product, int factor, int shift) {
        return (int) ((product * factor + (1L << (shift - 1))) >> shift);
    }
}

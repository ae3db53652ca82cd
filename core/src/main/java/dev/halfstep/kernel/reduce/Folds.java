package dev.halfstep.kernel.reduce;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.LoweredReduction.CodeProducts;
import dev.halfstep.lower.LoweredReduction.ExtremeIndex;
import dev.halfstep.lower.LoweredReduction.Fold;
import dev.halfstep.lower.LoweredReduction.Reals;
import dev.halfstep.lower.LoweredReduction.Reduction;
import java.util.Arrays;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/** Loops of reductions: all elements of the input in their order, each folded into its result. */
public final class Folds {

    private Folds() {}

    /** Folds neighbouring elements. */
    @FunctionalInterface
    private interface Run {
        /**
         * Folds elements of the input.
         *
         * @param from the first of them
         * @param length how many
         * @param to the output of the first
         * @param stride 0 if all belong to that output, 1 if each belongs to one of its own
         */
        void fold(int from, int length, int to, int stride);
    }

    private static void forEach(Reduction reduction, Run run) {
        forEach(reduction, 0, 0, 0, run);
    }

    /** Returns the position behind the last element. */
    private static int forEach(Reduction reduction, int axis, int from, int to, Run run) {
        int extent = reduction.extents()[axis];
        int stride = reduction.strides()[axis];
        if (axis == reduction.extents().length - 1) {
            run.fold(from, extent, to, stride);
            return from + extent;
        }
        int next = from;
        for (int i = 0; i < extent; i++) {
            next = forEach(reduction, axis + 1, next, to + i * stride, run);
        }
        return next;
    }

    /** A reduction of real values. */
    public static Step reals(Reals node, float[] in, float[] out) {
        Run run = run(node.fold(), in, out);
        float divisor = node.divisor();
        return () -> {
            Arrays.fill(out, node.fold().start());
            forEach(node.reduction(), run);
            for (int o = 0; divisor != 1 && o < out.length; o++) {
                out[o] /= divisor;
            }
        };
    }

    private static Run run(Fold fold, float[] in, float[] out) {
        return switch (fold) {
            case SUM -> (from, length, to, stride) -> {
                for (int i = 0; i < length; i++) {
                    out[to + i * stride] += in[from + i];
                }
            };
            case PRODUCT -> (from, length, to, stride) -> {
                for (int i = 0; i < length; i++) {
                    out[to + i * stride] *= in[from + i];
                }
            };
            case LARGEST -> (from, length, to, stride) -> {
                for (int i = 0; i < length; i++) {
                    float value = in[from + i];
                    out[to + i * stride] = value > out[to + i * stride] ? value : out[to + i * stride];
                }
            };
            case SMALLEST -> (from, length, to, stride) -> {
                for (int i = 0; i < length; i++) {
                    float value = in[from + i];
                    out[to + i * stride] = value < out[to + i * stride] ? value : out[to + i * stride];
                }
            };
        };
    }

    /**
     * A reduction of integers.
     *
     * @param start what results are before there is an element
     * @param result from all elements of a result, folded in 64 bits, to the result
     */
    public static Step integers(Fold fold, long start, Reduction reduction, IntegerArray in, IntegerArray out,
            LongUnaryOperator result) {
        var folded = new long[reduction.outputs()];
        Run run = run(fold, in, folded);
        return () -> {
            Arrays.fill(folded, start);
            forEach(reduction, run);
            for (int o = 0; o < folded.length; o++) {
                out.set(o, result.applyAsLong(folded[o]));
            }
        };
    }

    private static Run run(Fold fold, IntegerArray in, long[] out) {
        return switch (fold) {
            case SUM -> (from, length, to, stride) -> {
                for (int i = 0; i < length; i++) {
                    out[to + i * stride] += in.get(from + i);
                }
            };
            case PRODUCT -> run((a, b) -> a * b, in, out);
            case LARGEST -> run(Math::max, in, out);
            case SMALLEST -> run(Math::min, in, out);
        };
    }

    private static Run run(LongBinaryOperator fold, IntegerArray in, long[] out) {
        return (from, length, to, stride) -> {
            for (int i = 0; i < length; i++) {
                int o = to + i * stride;
                out[o] = fold.applyAsLong(out[o], in.get(from + i));
            }
        };
    }

    /** Products of codes. */
    public static Step products(CodeProducts node, IntegerArray in, IntegerArray out) {
        var products = new int[node.reduction().outputs()];
        var begun = new boolean[products.length];
        Run run = (from, length, to, stride) -> {
            for (int i = 0; i < length; i++) {
                int p = to + i * stride;
                long code = in.get(from + i);
                products[p] = begun[p] ? node.times(products[p], code) : node.first(code);
                begun[p] = true;
            }
        };
        return () -> {
            Arrays.fill(begun, false);
            forEach(node.reduction(), run);
            for (int p = 0; p < products.length; p++) {
                out.set(p, node.code(products[p]));
            }
        };
    }

    /** The indices of the extremes of real values. */
    public static Step indices(ExtremeIndex node, float[] in, IntegerArray out) {
        return indices(node, out, (candidate, best) -> node.isBetter(in[candidate], in[best]));
    }

    /** The indices of the extremes of integers. */
    public static Step indices(ExtremeIndex node, IntegerArray in, IntegerArray out) {
        return indices(node, out, (candidate, best) -> node.isBetter(in.get(candidate), in.get(best)));
    }

    /** Which of two elements of the input goes before the other. */
    @FunctionalInterface
    private interface Order {
        boolean isBetter(int candidate, int best);
    }

    private static Step indices(ExtremeIndex node, IntegerArray out, Order order) {
        var best = new int[node.reduction().outputs()];
        Run run = (from, length, to, stride) -> {
            for (int i = 0; i < length; i++) {
                int o = to + i * stride;
                if (best[o] < 0 || order.isBetter(from + i, best[o])) {
                    best[o] = from + i;
                }
            }
        };
        return () -> {
            Arrays.fill(best, -1);
            forEach(node.reduction(), run);
            for (int o = 0; o < best.length; o++) {
                out.set(o, node.index(best[o]));
            }
        };
    }
}

package dev.halfstep.op.reduce;

import dev.halfstep.kernel.Buffers;
import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.op.Operands;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.kernel.elementwise.Reduction;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.Arrays;

/** Reductions made ready to run, by what they make of the elements and the type of those. */
final class ReduceSteps {

    private final Reduce.Kind kind;
    private final Operands operands;
    private final Buffers buffers;
    private final DType dtype;
    private final Reduction reduction;

    ReduceSteps(Reduce.Kind kind, Operands operands, Buffers buffers) {
        this.kind = kind;
        this.operands = operands;
        this.buffers = buffers;
        dtype = operands.dtype(0);
        reduction = Reduction.of(operands.shape(0).toArray(), Reduce.reduced(operands),
                operands.output().shape().elements());
    }

    Step step() {
        if (dtype == DType.FLOAT32) {
            return floats();
        }
        IntegerArray in = IntegerArray.of(dtype, buffers.in(0));
        IntegerArray out = IntegerArray.of(dtype, buffers.out(0));
        return switch (kind) {
            case MAX -> extremes(in, out, dtype.min(), true);
            case MIN -> extremes(in, out, dtype.max(), false);
            case SUM, MEAN -> dtype.isCode() ? codes(in, out) : sums(in, out);
            case PROD -> dtype.isCode() ? CodeProduct.step(operands, reduction, in, out) : products(in, out);
        };
    }

    private Step floats() {
        float[] in = buffers.floatsIn(0);
        float[] out = buffers.floatsOut();
        Reduction.Run run = switch (kind) {
            case MEAN, SUM -> (from, length, to, stride) -> {
                for (int i = 0; i < length; i++) {
                    out[to + i * stride] += in[from + i];
                }
            };
            case PROD -> (from, length, to, stride) -> {
                for (int i = 0; i < length; i++) {
                    out[to + i * stride] *= in[from + i];
                }
            };
            case MAX -> (from, length, to, stride) -> {
                for (int i = 0; i < length; i++) {
                    float value = in[from + i];
                    out[to + i * stride] = value > out[to + i * stride] ? value : out[to + i * stride];
                }
            };
            case MIN -> (from, length, to, stride) -> {
                for (int i = 0; i < length; i++) {
                    float value = in[from + i];
                    out[to + i * stride] = value < out[to + i * stride] ? value : out[to + i * stride];
                }
            };
        };
        float start = switch (kind) {
            case MEAN, SUM -> 0;
            case PROD -> 1;
            case MAX -> -Float.MAX_VALUE;
            case MIN -> Float.MAX_VALUE;
        };
        float divisor = kind == Reduce.Kind.MEAN ? reduction.count() : 1;
        return () -> {
            Arrays.fill(out, start);
            reduction.forEach(run);
            for (int o = 0; divisor != 1 && o < out.length; o++) {
                out[o] /= divisor;
            }
        };
    }

    /** The largest or the smallest. */
    private Step extremes(IntegerArray in, IntegerArray out, long start, boolean largest) {
        int outputs = reduction.outputs();
        Reduction.Run run = (from, length, to, stride) -> {
            for (int i = 0; i < length; i++) {
                long value = in.get(from + i);
                int o = to + i * stride;
                long held = out.get(o);
                if (largest ? value > held : value < held) {
                    out.set(o, value);
                }
            }
        };
        return () -> {
            for (int o = 0; o < outputs; o++) {
                out.set(o, start);
            }
            reduction.forEach(run);
        };
    }

    /** Sums that wrap as the type does; means of 64-bit sums, with fractions cut off. */
    private Step sums(IntegerArray in, IntegerArray out) {
        var sums = new long[reduction.outputs()];
        Reduction.Run run = adding(in, sums);
        long divisor = kind == Reduce.Kind.MEAN ? Math.max(1, reduction.count()) : 1;
        return () -> {
            Arrays.fill(sums, 0);
            reduction.forEach(run);
            for (int o = 0; o < sums.length; o++) {
                out.set(o, sums[o] / divisor);
            }
        };
    }

    private Step products(IntegerArray in, IntegerArray out) {
        int outputs = reduction.outputs();
        Reduction.Run run = (from, length, to, stride) -> {
            for (int i = 0; i < length; i++) {
                out.set(to + i * stride, out.get(to + i * stride) * in.get(from + i));
            }
        };
        return () -> {
            for (int o = 0; o < outputs; o++) {
                out.set(o, 1);
            }
            reduction.forEach(run);
        };
    }

    private static Reduction.Run adding(IntegerArray in, long[] sums) {
        return (from, length, to, stride) -> {
            for (int i = 0; i < length; i++) {
                sums[to + i * stride] += in.get(from + i);
            }
        };
    }

    /**
     * Sums and means of codes. The reference kernel takes the zero points off the sum and multiplies it in fixed point, with two
     * roundings; for a mean it divides the multiplier by the number of elements first, cutting off what is left over.
     */
    private Step codes(IntegerArray in, IntegerArray out) {
        Quantization from = operands.scale(0);
        Quantization to = operands.outputScale();
        Multiplier ratio = Multiplier.of((double) from.scale() / to.scale());
        if (ratio.shift() > FixedPoint.MAX_SHIFT) {
            throw Problem.of(
                    "the scales of its tensors are too far apart: rescaling by more than 2^" + FixedPoint.MAX_SHIFT);
        }
        int count = Math.max(1, reduction.count());
        int more = kind == Reduce.Kind.MEAN
                ? Math.min(31 - Integer.numberOfLeadingZeros(count), 31 + ratio.shift())
                : 0;
        int multiplier =
                kind == Reduce.Kind.MEAN ? (int) (((long) ratio.multiplier() << more) / count) : ratio.multiplier();
        int shift = ratio.shift() - more;
        long zeros = from.zeroPoint() * reduction.count();
        var sums = new long[reduction.outputs()];
        Reduction.Run run = adding(in, sums);
        return () -> {
            Arrays.fill(sums, 0);
            reduction.forEach(run);
            for (int o = 0; o < sums.length; o++) {
                long scaled = FixedPoint.multiply((int) (sums[o] - zeros), multiplier, shift);
                out.set(o, dtype.saturate(scaled + to.zeroPoint()));
            }
        };
    }
}

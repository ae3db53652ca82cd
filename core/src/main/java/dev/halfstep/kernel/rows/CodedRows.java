package dev.halfstep.kernel.rows;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.lower.LoweredRows.Exponentials;
import dev.halfstep.lower.LoweredRows.Int16Softmax;
import dev.halfstep.lower.LoweredRows.LogSoftmaxCodes;
import dev.halfstep.lower.LoweredRows.NormalizedCodes;
import dev.halfstep.lower.LoweredRows.SoftmaxCodes;

/** Softmax of codes, its logarithm, and division by the length, row by row. */
public final class CodedRows {

    private CodedRows() {}

    public static void softmax(SoftmaxCodes node, IntegerArray in, IntegerArray out) {
        int depth = node.depth();
        for (int from = 0; from < node.rows() * depth; from += depth) {
            int largest = largest(in, from, depth);
            int sum = sum(node.exponentials(), in, from, depth, largest);
            int reciprocal = node.reciprocal(sum);
            int shift = node.shift(sum);
            for (int i = from; i < from + depth; i++) {
                out.set(i, node.code((int) in.get(i) - largest, reciprocal, shift));
            }
        }
    }

    public static void logSoftmax(LogSoftmaxCodes node, IntegerArray in, IntegerArray out) {
        int depth = node.depth();
        for (int from = 0; from < node.rows() * depth; from += depth) {
            int largest = largest(in, from, depth);
            int logarithm = node.logarithm(sum(node.exponentials(), in, from, depth, largest));
            int limit = node.limit(logarithm);
            for (int i = from; i < from + depth; i++) {
                out.set(i, node.code((int) in.get(i) - largest, logarithm, limit));
            }
        }
    }

    private static int largest(IntegerArray in, int from, int depth) {
        int largest = Integer.MIN_VALUE;
        for (int i = from; i < from + depth; i++) {
            largest = Math.max(largest, (int) in.get(i));
        }
        return largest;
    }

    /** The sum of {@code exp(code - largest)} in Q12. */
    private static int sum(Exponentials exponentials, IntegerArray in, int from, int depth, int largest) {
        int sum = 0;
        for (int i = from; i < from + depth; i++) {
            sum += exponentials.summand((int) in.get(i) - largest);
        }
        return sum;
    }

    public static void softmax(Int16Softmax node, short[] in, short[] out) {
        int depth = node.depth();
        for (int from = 0; from < node.rows() * depth; from += depth) {
            int largest = Short.MIN_VALUE;
            for (int i = from; i < from + depth; i++) {
                largest = Math.max(largest, in[i]);
            }
            int sum = 0;
            for (int i = from; i < from + depth; i++) {
                out[i] = node.exponential(in[i] - largest);
                sum += out[i];
            }
            int reciprocal = node.reciprocal(sum);
            int shift = node.shift(sum);
            for (int i = from; i < from + depth; i++) {
                out[i] = node.code(out[i], reciprocal, shift);
            }
        }
    }

    public static void normalize(NormalizedCodes node, IntegerArray in, IntegerArray out) {
        int depth = node.depth();
        int zero = node.inputZero();
        for (int from = 0; from < node.rows() * depth; from += depth) {
            int squares = 0;
            for (int i = from; i < from + depth; i++) {
                int difference = (int) in.get(i) - zero;
                squares += difference * difference;
            }
            int multiplier = node.multiplier(squares);
            int shift = node.shift(squares);
            for (int i = from; i < from + depth; i++) {
                out.set(i, node.code((int) in.get(i) - zero, multiplier, shift));
            }
        }
    }
}

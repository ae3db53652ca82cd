package dev.halfstep.kernel;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.CodeFunction;
import dev.halfstep.lower.LoweredElements;
import dev.halfstep.lower.LoweredElements.ByteTable;
import dev.halfstep.lower.LoweredElements.Integers;
import dev.halfstep.lower.LoweredElements.Interpolated;
import dev.halfstep.lower.LoweredElements.Reals;
import dev.halfstep.lower.LoweredElements.Sigmoid;
import dev.halfstep.lower.RealFunction;
import dev.halfstep.lower.rounding.SigmoidTable;

/** Functions of each element of one tensor, bound to its arrays. */
final class ElementsBinding {

    private ElementsBinding() {}

    static Step bind(LoweredElements node, Buffers buffers) {
        return switch (node) {
            case Reals reals -> reals(reals.function(), buffers.floatsIn(0), buffers.floatsOut());
            case ByteTable table -> bytes(table.table(), buffers.bytesIn(0), buffers.bytesOut());
            case Interpolated table -> interpolated(table, buffers.shortsIn(0), buffers.shortsOut());
            case Sigmoid sigmoid -> sigmoid(sigmoid, buffers.shortsIn(0), buffers.shortsOut());
            case Integers integers -> integers(integers, IntegerArray.of(integers.dtype(), buffers.in(0)),
                    IntegerArray.of(integers.dtype(), buffers.out(0)));
        };
    }

    private static Step reals(RealFunction function, float[] in, float[] out) {
        return () -> {
            for (int i = 0; i < out.length; i++) {
                out[i] = function.apply(in[i]);
            }
        };
    }

    private static Step bytes(byte[] table, byte[] in, byte[] out) {
        return () -> {
            for (int i = 0; i < out.length; i++) {
                out[i] = table[in[i] & 0xff];
            }
        };
    }

    private static Step interpolated(Interpolated node, short[] in, short[] out) {
        return () -> {
            for (int i = 0; i < out.length; i++) {
                out[i] = node.code(in[i]);
            }
        };
    }

    private static Step sigmoid(Sigmoid node, short[] in, short[] out) {
        SigmoidTable table = node.table();
        return node.isTangent() ? () -> {
            for (int i = 0; i < out.length; i++) {
                out[i] = table.tangent(in[i]);
            }
        } : () -> {
            for (int i = 0; i < out.length; i++) {
                out[i] = table.logistic(in[i]);
            }
        };
    }

    private static Step integers(Integers node, IntegerArray in, IntegerArray out) {
        CodeFunction function = node.function();
        int length = node.length();
        return () -> {
            for (int i = 0; i < length; i++) {
                out.set(i, function.code(in.get(i)));
            }
        };
    }
}

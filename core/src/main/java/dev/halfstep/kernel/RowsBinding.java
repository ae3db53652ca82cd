package dev.halfstep.kernel;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.kernel.rows.CodedRows;
import dev.halfstep.kernel.rows.RealRows;
import dev.halfstep.kernel.rows.RunningSums;
import dev.halfstep.kernel.rows.TopElements;
import dev.halfstep.lower.LoweredRows;
import dev.halfstep.lower.LoweredRows.Int16Softmax;
import dev.halfstep.lower.LoweredRows.LogSoftmaxCodes;
import dev.halfstep.lower.LoweredRows.NormalizedCodes;
import dev.halfstep.lower.LoweredRows.Reals;
import dev.halfstep.lower.LoweredRows.RunningSum;
import dev.halfstep.lower.LoweredRows.SoftmaxCodes;
import dev.halfstep.lower.LoweredRows.Top;
import dev.halfstep.tensor.DType;

/** What runs along rows, bound to its arrays. */
final class RowsBinding {

    private static final int DATA = 0;

    private RowsBinding() {}

    static Step bind(LoweredRows node, Buffers buffers) {
        return switch (node) {
            case Reals reals -> bind(reals, buffers.floatsIn(DATA), buffers.floatsOut());
            case Int16Softmax softmax -> {
                short[] in = buffers.shortsIn(DATA);
                short[] out = buffers.shortsOut();
                yield () -> CodedRows.softmax(softmax, in, out);
            }
            case Top top when top.type() == DType.FLOAT32 ->
                TopElements.reals(top, buffers.floatsIn(DATA), buffers.floatsOut(), indices(top, buffers));
            case Top top -> TopElements.integers(top, IntegerArray.of(top.type(), buffers.in(DATA)),
                    IntegerArray.of(top.type(), buffers.out(0)), indices(top, buffers));
            case RunningSum sum when sum.type() == DType.FLOAT32 -> {
                float[] in = buffers.floatsIn(DATA);
                float[] out = buffers.floatsOut();
                yield () -> RunningSums.run(sum, in, out);
            }
            case SoftmaxCodes softmax -> bind(softmax.from(), softmax.to(), buffers,
                    (in, out) -> CodedRows.softmax(softmax, in, out));
            case LogSoftmaxCodes softmax -> bind(softmax.type(), softmax.type(), buffers,
                    (in, out) -> CodedRows.logSoftmax(softmax, in, out));
            case NormalizedCodes normalized -> bind(normalized.type(), normalized.type(), buffers,
                    (in, out) -> CodedRows.normalize(normalized, in, out));
            case RunningSum sum -> bind(sum.type(), sum.type(), buffers, (in, out) -> RunningSums.run(sum, in, out));
        };
    }

    private static IntegerArray indices(Top node, Buffers buffers) {
        return IntegerArray.of(node.indexType(), buffers.out(1));
    }

    private static Step bind(Reals node, float[] in, float[] out) {
        return switch (node.function()) {
            case SOFTMAX -> () -> RealRows.softmax(in, node.rows(), node.depth(), node.beta(), out);
            case LOG_SOFTMAX -> () -> RealRows.logSoftmax(in, node.rows(), node.depth(), out);
            case L2_NORMALIZATION -> () -> RealRows.normalize(in, node.rows(), node.depth(), out);
        };
    }

    /** Runs along all rows. */
    private interface Loop {
        void run(IntegerArray in, IntegerArray out);
    }

    private static Step bind(DType from, DType to, Buffers buffers, Loop loop) {
        IntegerArray in = IntegerArray.of(from, buffers.in(DATA));
        IntegerArray out = IntegerArray.of(to, buffers.out(0));
        return () -> loop.run(in, out);
    }
}

package dev.halfstep.c.net;

import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.TensorInfo;
import java.util.LongSummaryStatistics;
import java.util.stream.LongStream;

/** The codes that a tensor can have, whatever goes into the network. */
record CodeRange(long min, long max) {

    /** Those that the contents have, if they are known, otherwise all of the type. */
    static CodeRange of(TensorInfo tensor) {
        DType type = tensor.dtype();
        int count = tensor.shape().elements();
        if (count == 0 || !(tensor.constant().orElse(null) instanceof Codes codes)) {
            return new CodeRange(type.min(), type.max());
        }
        LongSummaryStatistics all = LongStream.range(0, count).map(i -> codes.rawCode((int) i)).summaryStatistics();
        return new CodeRange(all.getMin(), all.getMax());
    }

    CodeRange and(CodeRange other) {
        return new CodeRange(Math.min(min, other.min), Math.max(max, other.max));
    }

    /** The largest magnitude. */
    long furthest() {
        return Math.max(Math.abs(min), Math.abs(max));
    }

    /** Whether none lies beyond two ends. */
    boolean isWithin(long least, long most) {
        return min >= least && max <= most;
    }
}

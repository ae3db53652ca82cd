package dev.halfstep.kernel;

import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.LoweredReduction;

final class ReductionBinding {

    private ReductionBinding() {}

    static Step bind(LoweredReduction node, Buffers buffers) {
        throw new UnsupportedOperationException();
    }
}

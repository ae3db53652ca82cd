package dev.halfstep.kernel;

import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.LoweredFilter;

final class FilterBinding {

    private FilterBinding() {}

    static Step bind(LoweredFilter node, Buffers buffers) {
        throw new UnsupportedOperationException();
    }
}

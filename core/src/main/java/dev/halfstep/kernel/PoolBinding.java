package dev.halfstep.kernel;

import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.LoweredPool;

final class PoolBinding {

    private PoolBinding() {}

    static Step bind(LoweredPool node, Buffers buffers) {
        throw new UnsupportedOperationException();
    }
}

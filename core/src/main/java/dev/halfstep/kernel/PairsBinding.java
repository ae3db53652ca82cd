package dev.halfstep.kernel;

import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.LoweredPairs;

final class PairsBinding {

    private PairsBinding() {}

    static Step bind(LoweredPairs node, Buffers buffers) {
        throw new UnsupportedOperationException();
    }
}

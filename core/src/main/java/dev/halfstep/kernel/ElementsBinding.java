package dev.halfstep.kernel;

import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.LoweredElements;

final class ElementsBinding {

    private ElementsBinding() {}

    static Step bind(LoweredElements node, Buffers buffers) {
        throw new UnsupportedOperationException();
    }
}

package dev.halfstep.kernel;

import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.LoweredProduct;

final class ProductBinding {

    private ProductBinding() {}

    static Step bind(LoweredProduct node, Buffers buffers) {
        throw new UnsupportedOperationException();
    }
}

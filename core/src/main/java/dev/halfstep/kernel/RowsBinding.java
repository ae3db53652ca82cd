package dev.halfstep.kernel;

import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.LoweredRows;

final class RowsBinding {

    private RowsBinding() {}

    static Step bind(LoweredRows node, Buffers buffers) {
        throw new UnsupportedOperationException();
    }
}

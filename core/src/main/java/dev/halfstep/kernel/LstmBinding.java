package dev.halfstep.kernel;

import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.LoweredLstm;

final class LstmBinding {

    private LstmBinding() {}

    static Step bind(LoweredLstm node, Buffers buffers) {
        throw new UnsupportedOperationException();
    }
}

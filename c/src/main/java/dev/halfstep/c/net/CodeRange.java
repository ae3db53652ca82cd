package dev.halfstep.c.net;

import dev.halfstep.tensor.DType;

/** The codes that a tensor can have, whatever goes into the network. */
record CodeRange(int min, int max) {

    static CodeRange of(DType type) {
        return new CodeRange((int) type.min(), (int) type.max());
    }

    CodeRange and(CodeRange other) {
        return new CodeRange(Math.min(min, other.min), Math.max(max, other.max));
    }

    /** The largest magnitude. */
    long furthest() {
        return Math.max(Math.abs((long) min), Math.abs((long) max));
    }
}

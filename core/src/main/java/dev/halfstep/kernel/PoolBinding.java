package dev.halfstep.kernel;

import dev.halfstep.kernel.array.Step;
import dev.halfstep.kernel.conv.Pooling;
import dev.halfstep.lower.LoweredPool;
import dev.halfstep.lower.LoweredPool.CodePool;
import dev.halfstep.lower.LoweredPool.FloatPool;
import dev.halfstep.tensor.DType;

/** Pooling bound to its arrays. */
final class PoolBinding {

    private PoolBinding() {}

    static Step bind(LoweredPool node, Buffers buffers) {
        return switch (node) {
            case FloatPool pool -> Pooling.bound(pool, buffers.floatsIn(0), buffers.floatsOut())::run;
            case CodePool pool when pool.type() == DType.INT16 ->
                Pooling.bound(pool, buffers.shortsIn(0), buffers.shortsOut())::run;
            case CodePool pool -> Pooling.bound(pool, buffers.bytesIn(0), buffers.bytesOut())::run;
        };
    }
}

package dev.halfstep.kernel;

import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.kernel.dense.IntegerRows;
import dev.halfstep.lower.CodeChain;
import dev.halfstep.lower.Computed;
import dev.halfstep.lower.Dense;
import dev.halfstep.lower.Dense.FloatDense;
import dev.halfstep.lower.Dense.HybridDense;
import dev.halfstep.lower.Dense.Int16Dense;
import dev.halfstep.lower.Dense.Int8Dense;
import dev.halfstep.lower.Dense.IntegerDense;
import dev.halfstep.lower.LoweredDense;
import java.util.stream.IntStream;

/** Dense layers bound to their arrays. */
public final class DenseBinding {

    private static final int DATA = 0;

    private DenseBinding() {}

    static Step bind(LoweredDense node, Buffers buffers) {
        Dense layer = node.layer();
        int rows = node.rows();
        if (node.computed().isEmpty()) {
            return bound(buffers.once(() -> kernel(layer, buffers.kernels())), buffers, rows);
        }
        Computed computed = node.computed().get();
        // Made ready anew for the weights of each run.
        return () -> bound(kernel(withParameters(layer, computed, buffers), Kernels.REFERENCE), buffers, rows).run();
    }

    /**
     * Layers one behind the other bound to the arrays of the first input and the last output.
     *
     * @param buffers with the preparation of the chain
     */
    public static Step bind(CodeChain chain, int rows, Buffers buffers) {
        return bound(buffers.once(() -> buffers.kernels().dense(chain)), buffers, rows);
    }

    private static Kernel<?, ?> kernel(Dense layer, Kernels kernels) {
        return switch (layer) {
            case FloatDense dense -> kernels.dense(dense);
            case HybridDense dense -> kernels.dense(dense);
            case Int8Dense dense -> kernels.dense(CodeChain.of(dense));
            case Int16Dense dense -> kernels.dense(dense);
            case IntegerDense dense -> new IntegerRows(dense);
        };
    }

    /** A layer's kernel takes the arrays of its tensors' types. */
    @SuppressWarnings("unchecked")
    private static <I, O> Step bound(Kernel<I, O> kernel, Buffers buffers, int rows) {
        Runnable run = kernel.bound((I) buffers.in(DATA), rows, (O) buffers.out(0));
        return run::run;
    }

    private static Dense withParameters(Dense layer, Computed computed, Buffers buffers) {
        boolean biased = computed.bias() != Computed.NONE;
        return switch (layer) {
            case FloatDense dense -> dense.with(buffers.floatsIn(computed.weights()),
                    biased ? buffers.floatsIn(computed.bias()) : dense.bias());
            case HybridDense dense -> dense.with(buffers.bytesIn(computed.weights()),
                    biased ? buffers.floatsIn(computed.bias()) : dense.bias());
            case Int8Dense dense -> dense.with(buffers.bytesIn(computed.weights()),
                    biased ? buffers.intsIn(computed.bias()) : dense.bias());
            case Int16Dense dense -> dense.with(buffers.bytesIn(computed.weights()),
                    biased ? buffers.longsIn(computed.bias()) : dense.bias());
            case IntegerDense dense -> dense.with(buffers.bytesIn(computed.weights()),
                    biased ? longs(buffers.in(computed.bias())) : dense.bias());
        };
    }

    private static long[] longs(Object bias) {
        return bias instanceof int[] ints ? IntStream.of(ints).asLongStream().toArray() : (long[]) bias;
    }
}

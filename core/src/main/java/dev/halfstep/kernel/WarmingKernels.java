package dev.halfstep.kernel;

import dev.halfstep.kernel.array.IntSink;
import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.kernel.conv.CodeConvolution;
import dev.halfstep.kernel.conv.FilterKernel;
import dev.halfstep.kernel.conv.FloatConvolution;
import dev.halfstep.kernel.conv.IntegerConvolution;
import dev.halfstep.lower.CodeChain;
import dev.halfstep.lower.Dense.FloatDense;
import dev.halfstep.lower.Dense.HybridDense;
import dev.halfstep.lower.Dense.Int16Dense;
import java.util.function.Supplier;

/**
 * The reference kernels at first, faster ones once enough has been done: until the compiler has seen to them, kernels with vectors
 * are many times slower than plain loops, and about a second of work goes by. Who has little to do is done before. Results are the
 * same, so that nobody sees the change but for the clock.
 */
final class WarmingKernels implements Kernels {

    /** Multiply-adds of the reference kernels: they take about as long as the change does. */
    static final long COLD_PRODUCTS = 1_500_000_000;

    /** For all networks of this JVM. Threads may lose each other's counts: a bound, no account. */
    private static long products;

    private final Kernels fast;

    WarmingKernels(Kernels fast) {
        this.fast = fast;
    }

    private static boolean isWarm(long more) {
        if (products >= COLD_PRODUCTS) {
            return true;
        }
        products += more;
        return false;
    }

    @Override
    public String name() {
        return fast.name();
    }

    @Override
    public Kernel<float[], float[]> dense(FloatDense layer) {
        return warming((long) layer.inputs() * layer.outputs(), REFERENCE.dense(layer), () -> fast.dense(layer));
    }

    @Override
    public Kernel<float[], float[]> dense(HybridDense layer) {
        return warming((long) layer.inputs() * layer.outputs(), REFERENCE.dense(layer), () -> fast.dense(layer));
    }

    @Override
    public Kernel<short[], short[]> dense(Int16Dense layer) {
        return warming((long) layer.inputs() * layer.outputs(), REFERENCE.dense(layer), () -> fast.dense(layer));
    }

    @Override
    public Kernel<byte[], byte[]> dense(CodeChain chain) {
        long perRow = chain.layers().stream().mapToLong(layer -> (long) layer.inputs() * layer.outputs()).sum();
        return warming(perRow, REFERENCE.dense(chain), () -> fast.dense(chain));
    }

    /**
     * A kernel that changes over.
     *
     * @param perRow multiply-adds for each row
     */
    private static <I, O> Kernel<I, O> warming(long perRow, Kernel<I, O> cold, Supplier<Kernel<I, O>> warm) {
        var once = new Prepared();
        return (in, rows, out) -> new Warming(perRow * rows, cold.bound(in, rows, out),
                () -> once.get(warm).bound(in, rows, out));
    }

    @Override
    public FilterKernel<float[], float[]> convolution(FloatConvolution layer) {
        return warming(REFERENCE.convolution(layer), () -> fast.convolution(layer));
    }

    @Override
    public FilterKernel<short[], IntSink> convolution(IntegerConvolution layer, int largest) {
        return warming(REFERENCE.convolution(layer, largest), () -> fast.convolution(layer, largest));
    }

    @Override
    public FilterKernel<byte[], byte[]> convolution(CodeConvolution layer) {
        return warming(REFERENCE.convolution(layer), () -> fast.convolution(layer));
    }

    private static <I, O> FilterKernel<I, O> warming(FilterKernel<I, O> cold, Supplier<FilterKernel<I, O>> warm) {
        var once = new Prepared();
        return (window, in, out) -> new Warming(window.products(), cold.bound(window, in, out),
                () -> once.get(warm).bound(window, in, out));
    }

    /** A bound kernel that changes over. */
    private static final class Warming implements Runnable {

        private final long products;
        private final Supplier<Runnable> warm;
        private Runnable current;
        private boolean changed;

        Warming(long products, Runnable cold, Supplier<Runnable> warm) {
            this.products = products;
            this.warm = warm;
            current = cold;
        }

        @Override
        public void run() {
            if (!changed && isWarm(products)) {
                current = warm.get();
                changed = true;
            }
            current.run();
        }
    }
}

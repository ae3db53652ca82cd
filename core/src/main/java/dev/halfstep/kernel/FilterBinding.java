package dev.halfstep.kernel;

import dev.halfstep.kernel.array.Step;
import dev.halfstep.kernel.conv.CodeConvolution;
import dev.halfstep.kernel.conv.FilterKernel;
import dev.halfstep.kernel.conv.FloatConvolution;
import dev.halfstep.kernel.conv.HybridConvolution;
import dev.halfstep.kernel.conv.IntegerConvolution;
import dev.halfstep.lower.Computed;
import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer;
import dev.halfstep.lower.LoweredFilter.FilterLayer.CodedFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.FloatFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.HybridFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.IntegerFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.WideFilter;
import dev.halfstep.tensor.DType;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Convolutions bound to their arrays. */
record FilterBinding(LoweredFilter node, Buffers buffers) {

    static Step bind(LoweredFilter node, Buffers buffers) {
        var binding = new FilterBinding(node, buffers);
        return switch (node.computed().map(binding::withParameters).orElse(node.layer())) {
            case FloatFilter layer -> binding.floats(layer);
            case HybridFilter layer -> binding.coded(layer, buffers.floatsIn(node.data()), buffers.floatsOut(),
                    (kernels, sums) -> new HybridConvolution(layer,
                            kernels.convolution(sums, HybridConvolution.LARGEST)));
            case IntegerFilter layer when layer.type() == DType.INT16 ->
                binding.coded(layer, buffers.shortsIn(node.data()),
                        buffers.shortsOut(), (kernels, sums) -> CodeConvolution.ofShorts(layer,
                                kernels.convolution(sums, layer.largestInput())));
            case IntegerFilter layer -> binding.coded(layer, buffers.bytesIn(node.data()), buffers.bytesOut(),
                    (kernels, sums) -> kernels.convolution(new CodeConvolution(sums, layer)));
            case WideFilter layer -> binding.coded(layer, buffers.shortsIn(node.data()), buffers.shortsOut(),
                    (kernels, sums) -> sums.wide(layer));
        };
    }

    /** The layer with arrays that hold weights and bias in a run only. */
    private FilterLayer withParameters(Computed computed) {
        int weights = computed.weights();
        int bias = computed.bias();
        boolean biased = bias != Computed.NONE;
        return switch (node.layer()) {
            case FloatFilter layer -> layer.with(buffers.floatsIn(weights),
                    biased ? buffers.floatsIn(bias) : layer.bias());
            case HybridFilter layer -> layer.with(buffers.bytesIn(weights),
                    biased ? buffers.floatsIn(bias) : layer.bias());
            case IntegerFilter layer -> layer.with(buffers.bytesIn(weights),
                    biased ? buffers.intsIn(bias) : layer.bias());
            case WideFilter layer -> layer.with(buffers.bytesIn(weights),
                    biased ? buffers.longsIn(bias) : layer.bias());
        };
    }

    private Step floats(FloatFilter layer) {
        float[] in = buffers.floatsIn(node.data());
        float[] out = buffers.floatsOut();
        if (node.computed().isEmpty()) {
            FilterKernel<float[], float[]> kernel =
                    shared(() -> buffers.kernels().convolution(FloatConvolution.of(node, layer)));
            return kernel.bound(node.window(), in, out)::run;
        }
        FloatConvolution convolution = FloatConvolution.of(node, layer);
        Runnable run = convolution.bound(node.window(), in, out);
        return () -> {
            convolution.arrange(node);
            run.run();
        };
    }

    /**
     * A kernel and the channels that its weights are in order for.
     *
     * @param inputs channels of an image
     * @param groups into how many parts they fall
     */
    private record Made<I, O>(int inputs, int groups, FilterKernel<I, O> kernel) {}

    /** The kernel of all frames; one of its own where channels follow from the batch, so that it has others than those before. */
    private <I, O> FilterKernel<I, O> shared(Supplier<FilterKernel<I, O>> maker) {
        int inputs = node.window().inputs();
        int groups = node.window().groups();
        Made<I, O> made = buffers.once(() -> new Made<>(inputs, groups, maker.get()));
        return made.inputs == inputs && made.groups == groups ? made.kernel : maker.get();
    }

    /**
     * A layer with weights in codes.
     *
     * @param maker of its kernel
     */
    private <I, O> Step coded(CodedFilter layer, I in, O out,
            BiFunction<Kernels, IntegerConvolution, FilterKernel<I, O>> maker) {
        if (node.computed().isEmpty()) {
            FilterKernel<I, O> kernel =
                    shared(() -> maker.apply(buffers.kernels(), IntegerConvolution.of(node, layer)));
            return kernel.bound(node.window(), in, out)::run;
        }
        IntegerConvolution sums = IntegerConvolution.of(node, layer);
        Runnable run = maker.apply(Kernels.REFERENCE, sums).bound(node.window(), in, out);
        return () -> {
            sums.arrange(node, layer);
            run.run();
        };
    }
}

package dev.halfstep.kernel.vector;

import dev.halfstep.kernel.Kernels;
import dev.halfstep.kernel.array.IntSink;
import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.kernel.conv.CodeConvolution;
import dev.halfstep.kernel.conv.FilterKernel;
import dev.halfstep.kernel.conv.FloatConvolution;
import dev.halfstep.kernel.conv.IntegerConvolution;
import dev.halfstep.kernel.conv.WindowKernel;
import dev.halfstep.lower.CodeChain;
import dev.halfstep.lower.Dense.FloatDense;
import dev.halfstep.lower.Dense.HybridDense;
import dev.halfstep.lower.Dense.Int16Dense;

/** Kernels with vectors. What they cannot do exactly is left to the reference kernels. */
public final class VectorKernels implements Kernels {

    /**
     * The kernels for this processor.
     *
     * @throws UnsupportedOperationException if its vectors are too short
     */
    public VectorKernels() {
        Lanes.require();
    }

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public Kernel<float[], float[]> dense(FloatDense layer) {
        if (layer.outputs() == 1) {
            return Lanes.V == 8 ? new VectorFloatOutput(layer) : REFERENCE.dense(layer);
        }
        return new VectorFloatDense(layer);
    }

    @Override
    public Kernel<float[], float[]> dense(HybridDense layer) {
        return VectorHybridDense.of(layer, REFERENCE.dense(layer));
    }

    @Override
    public Kernel<short[], short[]> dense(Int16Dense layer) {
        return VectorInt16Dense.of(layer, REFERENCE.dense(layer));
    }

    @Override
    public Kernel<byte[], byte[]> dense(CodeChain chain) {
        return new VectorCodeChain(chain);
    }

    @Override
    public FilterKernel<float[], float[]> convolution(FloatConvolution layer) {
        if (!VectorWindow.suits(layer.shape())) {
            return REFERENCE.convolution(layer);
        }
        return (window, in, out) -> {
            var kernel = new FloatWindow(layer, in, out);
            return () -> WindowKernel.slide(window, kernel);
        };
    }

    @Override
    public FilterKernel<short[], IntSink> convolution(IntegerConvolution layer, int largest) {
        return SumsFilter.of(layer, largest, REFERENCE.convolution(layer, largest));
    }

    @Override
    public FilterKernel<byte[], byte[]> convolution(CodeConvolution layer) {
        return CodeFilter.of(layer)
                .orElseGet(() -> layer.by(convolution(layer.sums(), layer.layer().largestInput())));
    }
}

package dev.halfstep.kernel;

import dev.halfstep.kernel.array.IntSink;
import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.kernel.conv.CodeConvolution;
import dev.halfstep.kernel.conv.FilterKernel;
import dev.halfstep.kernel.conv.FloatConvolution;
import dev.halfstep.kernel.conv.IntegerConvolution;
import dev.halfstep.kernel.dense.CodeRows;
import dev.halfstep.kernel.dense.FloatRows;
import dev.halfstep.kernel.dense.HybridRows;
import dev.halfstep.kernel.dense.Int16Rows;
import dev.halfstep.lower.CodeChain;
import dev.halfstep.lower.FloatDense;
import dev.halfstep.lower.HybridDense;
import dev.halfstep.lower.Int16Dense;

/** Plain loops in the order of the definition. */
final class ReferenceKernels implements Kernels {

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Kernel<float[], float[]> dense(FloatDense layer) {
        return new FloatRows(layer);
    }

    @Override
    public Kernel<float[], float[]> dense(HybridDense layer) {
        return new HybridRows(layer);
    }

    @Override
    public Kernel<short[], short[]> dense(Int16Dense layer) {
        return new Int16Rows(layer);
    }

    @Override
    public Kernel<byte[], byte[]> dense(CodeChain chain) {
        return new CodeRows(chain);
    }

    @Override
    public FilterKernel<float[], float[]> convolution(FloatConvolution layer) {
        return layer;
    }

    @Override
    public FilterKernel<short[], IntSink> convolution(IntegerConvolution layer, int largest) {
        return layer;
    }

    @Override
    public FilterKernel<byte[], byte[]> convolution(CodeConvolution layer) {
        return layer.by(layer.sums());
    }
}

package dev.halfstep.kernel;

import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.kernel.conv.CodeConvolution;
import dev.halfstep.kernel.conv.FloatConvolution;
import dev.halfstep.kernel.conv.IntegerConvolution;
import dev.halfstep.kernel.dense.CodeRows;
import dev.halfstep.kernel.dense.FloatRows;
import dev.halfstep.kernel.dense.HybridRows;
import dev.halfstep.kernel.dense.Int16Rows;
import dev.halfstep.lower.CodeChain;
import dev.halfstep.lower.Convolution;
import dev.halfstep.lower.FloatDense;
import dev.halfstep.lower.HybridDense;
import dev.halfstep.lower.Int16Dense;
import java.util.function.Supplier;

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
    public Supplier<Convolution.Place> convolution(FloatConvolution layer, float[] in, float[] out) {
        Convolution.Place place = FloatConvolution.bound(layer, in, out);
        return () -> place;
    }

    @Override
    public IntegerConvolution.Binder convolution(IntegerConvolution layer, int largest) {
        return (in, taker) -> {
            Convolution.Place place = IntegerConvolution.bound(layer, in, new int[layer.shape().outputs()], taker);
            return () -> place;
        };
    }

    @Override
    public CodeConvolution.Binder convolution(CodeConvolution layer) {
        return layer.by(convolution(layer.layer(), CodeConvolution.LARGEST));
    }
}

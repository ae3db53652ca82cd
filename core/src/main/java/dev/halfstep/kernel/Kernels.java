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
import dev.halfstep.lower.Dense.FloatDense;
import dev.halfstep.lower.Dense.HybridDense;
import dev.halfstep.lower.Dense.Int16Dense;

/**
 * A set of kernels for the layers that networks spend their time in. All sets give the same: integers code for code, floats bit
 * for bit. Which one is used is {@linkplain KernelChoice chosen once}. What a set does not have itself is a plain loop.
 */
public interface Kernels {

    /** The plain loops that define what is right. */
    Kernels REFERENCE = () -> "reference";

    /** {@code reference} or {@code vector}. */
    String name();

    /** A dense layer in {@code float}. */
    default Kernel<float[], float[]> dense(FloatDense layer) {
        return new FloatRows(layer);
    }

    /** A dense layer of {@code float} data and int8 weights. */
    default Kernel<float[], float[]> dense(HybridDense layer) {
        return new HybridRows(layer);
    }

    /** A dense layer of int16 codes with 64-bit sums. */
    default Kernel<short[], short[]> dense(Int16Dense layer) {
        return new Int16Rows(layer);
    }

    /** Dense layers of int8 codes. */
    default Kernel<byte[], byte[]> dense(CodeChain chain) {
        return new CodeRows(chain);
    }

    /** A convolution in {@code float}. */
    default FilterKernel<float[], float[]> convolution(FloatConvolution layer) {
        return layer;
    }

    /**
     * The sums of a convolution of integers.
     *
     * @param largest the largest magnitude of the codes that go in, less their zero point
     */
    default FilterKernel<short[], IntSink> convolution(IntegerConvolution layer, int largest) {
        return layer;
    }

    /** A convolution of integers whose sums become 8-bit codes. */
    default FilterKernel<byte[], byte[]> convolution(CodeConvolution layer) {
        return layer.by(layer.sums());
    }
}

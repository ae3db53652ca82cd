package dev.halfstep.kernel;

import dev.halfstep.kernel.array.IntSink;
import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.kernel.conv.CodeConvolution;
import dev.halfstep.kernel.conv.FilterKernel;
import dev.halfstep.kernel.conv.FloatConvolution;
import dev.halfstep.kernel.conv.IntegerConvolution;
import dev.halfstep.lower.CodeChain;
import dev.halfstep.lower.FloatDense;
import dev.halfstep.lower.HybridDense;
import dev.halfstep.lower.Int16Dense;

/**
 * A set of kernels for the layers that networks spend their time in. All sets give the same: integers code for code, floats bit
 * for bit. Which one is used is {@linkplain KernelChoice chosen once}.
 */
public interface Kernels {

    /** The plain loops that define what is right. */
    Kernels REFERENCE = new ReferenceKernels();

    /** {@code reference} or {@code vector}. */
    String name();

    /** A dense layer in {@code float}. */
    Kernel<float[], float[]> dense(FloatDense layer);

    /** A dense layer of {@code float} data and int8 weights. */
    Kernel<float[], float[]> dense(HybridDense layer);

    /** A dense layer of int16 codes with 64-bit sums. */
    Kernel<short[], short[]> dense(Int16Dense layer);

    /** Dense layers of int8 codes. */
    Kernel<byte[], byte[]> dense(CodeChain chain);

    /** A convolution in {@code float}. */
    FilterKernel<float[], float[]> convolution(FloatConvolution layer);

    /**
     * The sums of a convolution of integers.
     *
     * @param largest the largest magnitude of the codes that go in, less their zero point
     */
    FilterKernel<short[], IntSink> convolution(IntegerConvolution layer, int largest);

    /** A convolution of integers whose sums become 8-bit codes. */
    FilterKernel<byte[], byte[]> convolution(CodeConvolution layer);
}

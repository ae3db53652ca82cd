package dev.halfstep.kernel;

import dev.halfstep.kernel.array.Kernel;
import dev.halfstep.kernel.conv.CodeConvolution;
import dev.halfstep.kernel.conv.FloatConvolution;
import dev.halfstep.kernel.conv.IntegerConvolution;
import dev.halfstep.lower.CodeChain;
import dev.halfstep.lower.Convolution;
import dev.halfstep.lower.FloatDense;
import dev.halfstep.lower.HybridDense;
import dev.halfstep.lower.Int16Dense;
import java.util.function.Supplier;

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

    /**
     * A convolution in {@code float}, bound to its images.
     *
     * @param in {@code [batch][row][column][input]}
     * @param out {@code [batch][row][column][output]}
     * @return gives, before each run, what happens at each position
     */
    Supplier<Convolution.Place> convolution(FloatConvolution layer, float[] in, float[] out);

    /**
     * A convolution of integers with 32-bit sums.
     *
     * @param largest the largest magnitude of the codes that go in, less their zero point
     */
    IntegerConvolution.Binder convolution(IntegerConvolution layer, int largest);

    /** A convolution of integers whose sums become 8-bit codes. */
    CodeConvolution.Binder convolution(CodeConvolution layer);
}

package dev.halfstep.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.kernel.KernelChoice;
import dev.halfstep.kernel.Kernels;
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
import dev.halfstep.lower.Dense.Int8Dense;
import dev.halfstep.lower.LoweredFilter.FilterLayer.FloatFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.IntegerFilter;
import dev.halfstep.lower.Requantizer;
import dev.halfstep.lower.SlidingWindow;
import dev.halfstep.lower.SlidingWindow.WindowAxis;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels with vectors against the reference kernels: integers code for code, floats bit for bit, at awkward sizes. */
class VectorKernelsTest {

    private static final Kernels VECTOR = new VectorKernels();
    private static final int[] WIDTHS = {1, 2, 3, 5, 8, 9, 13, 31, 32, 33, 64, 100, 207};
    private static final int[] ROWS = {1, 2, 3, 4, 7, 16, 17, 65};
    private static final int TRIALS = 150;

    static IntStream seeds() {
        return IntStream.range(0, TRIALS);
    }

    @Test
    void areChosenWhereTheModuleIsThere() {
        assertThat(KernelChoice.made().kernels().name()).isIn("vector", System.getProperty(KernelChoice.PROPERTY));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void codesAreEqual(int seed) {
        var random = new Random(seed);
        var layers = new ArrayList<Int8Dense>();
        int inputs = width(random);
        for (int l = random.nextInt(3); l >= 0; l--) {
            int outputs = width(random);
            layers.add(codes(random, inputs, outputs));
            inputs = outputs;
        }
        var chain = new CodeChain(table(random), layers, table(random));
        int rows = ROWS[random.nextInt(ROWS.length)];
        byte[] in = bytes(random, rows * chain.inputs());
        assertThat(run(VECTOR.dense(chain), in, rows, new byte[rows * chain.outputs()]))
                .isEqualTo(run(Kernels.REFERENCE.dense(chain), in, rows, new byte[rows * chain.outputs()]));
    }

    /** So many inputs that a sum in float would not be exact, and so large a scale that ties are everywhere. */
    @Test
    void longSumsAreEqual() {
        for (int inputs : new int[] {1031, 1032, 1033, 2500}) {
            for (double scale : new double[] {0.5, 0.25, 1.0 / 1024, 3e-7}) {
                var weights = new byte[inputs * 5];
                Arrays.fill(weights, (byte) -127);
                var layer = new Int8Dense(weights, new int[] {0, 1, -1, 77, 1 << 20}, inputs, 5, scales(5, scale), -128,
                        3, -128, 127);
                var in = new byte[inputs];
                Arrays.fill(in, (byte) -127);
                in[inputs / 2] = 127;
                assertThat(run(VECTOR.dense(CodeChain.of(layer)), in, 1, new byte[5]))
                        .isEqualTo(run(Kernels.REFERENCE.dense(CodeChain.of(layer)), in, 1, new byte[5]));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shortsAreEqual(int seed) {
        var random = new Random(seed);
        int inputs = width(random);
        int outputs = width(random);
        long[] bias = random.longs(outputs, -(1L << 30), 1L << 30).toArray();
        double scale = seed % 3 == 0 ? 0.5 : Math.pow(2, -random.nextInt(20)) * (1 + random.nextDouble());
        if (seed % 10 == 0) {
            bias[0] = Long.MAX_VALUE - 5;
        }
        boolean relu = random.nextBoolean();
        var layer = new Int16Dense(weights(random, inputs * outputs), bias, inputs, outputs, scales(outputs, scale),
                relu ? 0 : -32768, 32767);
        int rows = ROWS[random.nextInt(ROWS.length)];
        var in = new short[rows * inputs];
        for (int i = 0; i < in.length; i++) {
            in[i] = (short) (seed % 4 == 1 ? -32768 : random.nextInt());
        }
        assertThat(run(VECTOR.dense(layer), in, rows, new short[rows * outputs]))
                .isEqualTo(run(Kernels.REFERENCE.dense(layer), in, rows, new short[rows * outputs]));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void floatsAreEqual(int seed) {
        var random = new Random(seed);
        int inputs = width(random);
        int outputs = random.nextInt(3) == 0 ? 1 : width(random);
        boolean relu = random.nextBoolean();
        var layer = new FloatDense(floats(random, inputs * outputs), floats(random, outputs), inputs, outputs,
                relu ? 0 : Float.NEGATIVE_INFINITY, random.nextBoolean() ? 6 : Float.POSITIVE_INFINITY);
        int rows = ROWS[random.nextInt(ROWS.length)];
        float[] in = floats(random, rows * inputs);
        if (seed % 5 == 0) {
            in[random.nextInt(in.length)] = Float.NaN;
            in[random.nextInt(in.length)] = Float.NEGATIVE_INFINITY;
        }
        assertThat(run(VECTOR.dense(layer), in, rows, new float[rows * outputs]))
                .isEqualTo(run(Kernels.REFERENCE.dense(layer), in, rows, new float[rows * outputs]));
    }

    /** A sum of nothing but negative zeros has a sign, too. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 15, 16, 17, 40})
    void negativeZerosAreEqual(int inputs) {
        int outputs = 9;
        var weights = new float[inputs * outputs];
        Arrays.fill(weights, 1);
        var bias = new float[outputs];
        Arrays.fill(bias, -0f);
        var in = new float[inputs];
        Arrays.fill(in, -0f);
        var layer = new FloatDense(weights, bias, inputs, outputs, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
        assertThat(run(VECTOR.dense(layer), in, 1, new float[outputs]))
                .isEqualTo(run(Kernels.REFERENCE.dense(layer), in, 1, new float[outputs]));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void hybridsAreEqual(int seed) {
        var random = new Random(seed);
        int inputs = width(random);
        int outputs = width(random);
        byte[] weights = weights(random, inputs * outputs);
        float[] scales = random.nextBoolean() ? new float[] {0.01f} : positive(floats(random, outputs));
        var layer = new HybridDense(weights, scales, floats(random, outputs), inputs, outputs, random.nextBoolean(),
                random.nextBoolean() ? 0 : -1, 6);
        int rows = ROWS[random.nextInt(ROWS.length)];
        float[] in = floats(random, rows * inputs);
        assertThat(run(VECTOR.dense(layer), in, rows, new float[rows * outputs]))
                .isEqualTo(run(Kernels.REFERENCE.dense(layer), in, rows, new float[rows * outputs]));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void convolutionsAreEqual(int seed) {
        var random = new Random(seed);
        SlidingWindow shape = shape(random);
        int weights = weights(shape);

        var integers = new IntegerConvolution(shape, shorts(random, weights, 127));
        short[] image = shorts(random, pixels(shape), 255);
        assertThat(sums(VECTOR, integers, image)).isEqualTo(sums(Kernels.REFERENCE, integers, image));

        float[] in = floats(random, pixels(shape));
        float[] order = floats(random, weights);
        var layer = new FloatConvolution(shape, new FloatFilter(order, floats(random, shape.outputs()), 0, 6), order);
        assertThat(convolve(VECTOR.convolution(layer), shape, in, new float[results(shape)]))
                .isEqualTo(convolve(Kernels.REFERENCE.convolution(layer), shape, in, new float[results(shape)]));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void codesOfConvolutionsAreEqual(int seed) {
        var random = new Random(seed);
        SlidingWindow shape = shape(random);
        int weights = weights(shape);
        int reach = random.nextInt(10) == 0 ? Integer.MAX_VALUE : 5000;
        // From scales with which few results are certain, and such as leave only 0, to ordinary ones.
        double scale = random.nextInt(5) == 0 ? Math.scalb(1.0, random.nextInt(-40, 4))
                : (0.5 + random.nextDouble()) / (2000.0 * weights / shape.outputs());
        int zero = random.nextInt(-128, 128);
        var requantizer = Requantizer.of(scales(shape.outputs(), scale), zero, random.nextBoolean() ? zero : -128, 127,
                FixedPoint.MAX_SHIFT);
        boolean unsigned = random.nextBoolean();
        int zeroPoint = random.nextInt(256) - (unsigned ? 0 : 128);
        var sums = new IntegerConvolution(shape, shorts(random, weights, 127));
        var layer = new CodeConvolution(sums, new IntegerFilter(unsigned ? DType.UINT8 : DType.INT8, new byte[0], 0,
                random.ints(shape.outputs(), -reach, reach).toArray(), zeroPoint, requantizer));
        var image = new byte[pixels(shape)];
        random.nextBytes(image);
        assertThat(convolve(VECTOR.convolution(layer), shape, image, new byte[results(shape)]))
                .isEqualTo(convolve(Kernels.REFERENCE.convolution(layer), shape, image, new byte[results(shape)]));
    }

    private static int weights(SlidingWindow shape) {
        return shape.rows().taps() * shape.columns().taps() * shape.inputs() / shape.groups() * shape.outputs();
    }

    private static int pixels(SlidingWindow shape) {
        return shape.batches() * shape.rows().in() * shape.columns().in() * shape.inputs();
    }

    private static int results(SlidingWindow shape) {
        return shape.batches() * shape.rows().out() * shape.columns().out() * shape.outputs();
    }

    private static <I, O> O convolve(FilterKernel<I, O> kernel, SlidingWindow window, I in, O out) {
        Runnable run = kernel.bound(window, in, out);
        run.run();
        // Nothing of a run may be left to the next.
        run.run();
        return out;
    }

    private static int[] sums(Kernels kernels, IntegerConvolution layer, short[] image) {
        var out = new int[results(layer.shape())];
        IntSink sink = (batch, sums, at) -> System.arraycopy(sums, 0, out, at, sums.length);
        convolve(kernels.convolution(layer, 255), layer.shape(), image, sink);
        return out;
    }

    private static SlidingWindow shape(Random random) {
        int channels = 1 + random.nextInt(40);
        int kind = random.nextInt(4);
        int groups = kind == 0 ? 1 : kind == 1 ? channels : 1 + random.nextInt(3);
        int inputs = kind < 2 ? channels : groups * (1 + random.nextInt(5));
        int outputs = kind == 0 ? 1 + random.nextInt(80) : kind == 1 ? channels : groups * (1 + random.nextInt(20));
        return new SlidingWindow(1 + random.nextInt(2), axis(random), axis(random), inputs, outputs, groups);
    }

    private static WindowAxis axis(Random random) {
        int stride = 1 + random.nextInt(2);
        int in = 1 + random.nextInt(9);
        return WindowAxis.of(in, (in + stride - 1) / stride, 1 + random.nextInt(4), stride, 1 + random.nextInt(2));
    }

    private static <I, O> O run(Kernel<I, O> kernel, I in, int rows, O out) {
        Runnable run = kernel.bound(in, rows, out);
        run.run();
        // Nothing of a run may be left to the next.
        run.run();
        return out;
    }

    private static int width(Random random) {
        return WIDTHS[random.nextInt(WIDTHS.length)];
    }

    /** Ordinary layers, and such as scale by powers of two, where halves are frequent, or have sums that wrap. */
    private static Int8Dense codes(Random random, int inputs, int outputs) {
        int kind = random.nextInt(6);
        double scale = switch (kind) {
            case 0 -> 0.5;
            case 1 -> Math.scalb(1.0, -random.nextInt(12));
            case 2 -> 100.0;
            default -> 1.0 / (30 * inputs) * (0.5 + random.nextDouble());
        };
        int reach = kind == 3 ? Integer.MAX_VALUE : 3000;
        int[] bias = random.ints(outputs, -reach, reach).toArray();
        boolean relu = random.nextBoolean();
        int zero = random.nextInt(-128, 128);
        return new Int8Dense(weights(random, inputs * outputs), bias, inputs, outputs, scales(outputs, scale),
                random.nextInt(-128, 128), zero, relu ? zero : -128, 127);
    }

    private static double[] scales(int outputs, double scale) {
        double[] scales = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            scales[o] = o % 2 == 0 ? scale : scale * 0.5;
        }
        return scales;
    }

    private static byte[] table(Random random) {
        return random.nextBoolean() ? CodeChain.same() : bytes(random, CodeChain.CODES);
    }

    private static byte[] weights(Random random, int length) {
        byte[] weights = bytes(random, length);
        if (random.nextInt(4) == 0) {
            Arrays.fill(weights, (byte) (random.nextBoolean() ? 127 : -128));
        }
        return weights;
    }

    private static byte[] bytes(Random random, int length) {
        var bytes = new byte[length];
        if (random.nextInt(4) == 0) {
            Arrays.fill(bytes, (byte) (random.nextBoolean() ? 127 : -128));
        } else {
            random.nextBytes(bytes);
        }
        return bytes;
    }

    private static short[] shorts(Random random, int length, int largest) {
        var shorts = new short[length];
        boolean extreme = random.nextInt(4) == 0;
        for (int i = 0; i < length; i++) {
            shorts[i] = (short) (extreme ? largest : random.nextInt(-largest, largest + 1));
        }
        return shorts;
    }

    private static float[] floats(Random random, int length) {
        var floats = new float[length];
        for (int i = 0; i < length; i++) {
            floats[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(-3, 3)));
        }
        return floats;
    }

    private static float[] positive(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.abs(values[i]);
        }
        return values;
    }

    /** The order of four rows at a time and of single rows gives the same, whatever the number of rows. */
    @Test
    void rowsDoNotDependOnTheirNumber() {
        var random = new Random(3);
        CodeChain chain = CodeChain.of(codes(random, 33, 100));
        byte[] in = bytes(new Random(8), 70 * 33);
        byte[] all = run(VECTOR.dense(chain), in, 70, new byte[70 * 100]);
        byte[] single = new byte[70 * 100];
        Stream.iterate(0, row -> row + 1).limit(70).forEach(row -> System.arraycopy(
                run(VECTOR.dense(chain), Arrays.copyOfRange(in, row * 33, row * 33 + 33), 1, new byte[100]), 0, single,
                row * 100, 100));
        assertThat(all).isEqualTo(single);
    }
}

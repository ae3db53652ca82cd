package dev.halfstep.ops;

import dev.halfstep.op.Activation;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random tensors of layers with weights. */
final class Layers {

    private Layers() {}

    static Activation activation(RandomGenerator random) {
        List<Activation> all = List.of(Activation.values());
        return all.get(random.nextInt(all.size()));
    }

    /** Whole numbers from {@code low} to {@code high}, both of them often. */
    static int between(RandomGenerator random, int low, int high) {
        return random.nextInt(low, high + 1);
    }

    /** A scale, spread evenly over orders of magnitude. */
    static float scale(RandomGenerator random, double low, double high) {
        return (float) (low * Math.pow(high / low, random.nextDouble()));
    }

    /** Activations: any zero point, one at an end of the range now and then. */
    static Quantization activations(RandomGenerator random, DType dtype, float scale) {
        long zeroPoint = dtype == DType.INT16 ? 0 : switch (random.nextInt(4)) {
            case 0 -> dtype.min();
            case 1 -> dtype.max();
            default -> random.nextLong(dtype.min(), dtype.max() + 1);
        };
        return Quantization.perTensor(scale, zeroPoint);
    }

    /** Symmetric scales around a size, one for each index of an axis. */
    static Quantization perChannel(RandomGenerator random, int channels, int axis, double size) {
        var scales = new float[channels];
        for (int c = 0; c < channels; c++) {
            scales[c] = scale(random, size / 10, size * 10);
        }
        return Quantization.perChannel(scales, new long[channels], axis);
    }

    /** Codes over the type's whole range. */
    static Value codes(RandomGenerator random, DType dtype, Shape shape, Quantization quantization) {
        var codes = new long[shape.elements()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = random.nextLong(dtype.min(), dtype.max() + 1);
        }
        return Codes.of(dtype, shape, codes, quantization);
    }

    /** A bias of a size, in the units of the sums. */
    static Value bias(RandomGenerator random, DType dtype, int length, double size,
            @Nullable Quantization quantization) {
        if (dtype == DType.FLOAT32) {
            var values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return Tensor.of(Shape.of(length), values);
        }
        var codes = new long[length];
        for (int i = 0; i < length; i++) {
            codes[i] = (long) (random.nextGaussian() * size);
        }
        return Codes.of(dtype, Shape.of(length), codes, quantization);
    }

    /** The scales of a bias: input scale times weight scale. */
    static Quantization biasScales(Quantization data, Quantization weights) {
        float[] scales = weights.scales();
        for (int c = 0; c < scales.length; c++) {
            scales[c] *= data.scale();
        }
        return Quantization.perChannel(scales, new long[scales.length], 0);
    }

    /** An output scale with which sums of {@code n} products fill the range, clip, or hardly move; now and then far off. */
    static float outputScale(RandomGenerator random, DType data, double inputScale, double weightScale, int n) {
        if (random.nextInt(10) == 0) {
            // TFLite refuses activations whose ends are beyond 32 bits of codes.
            return (float) Math.max(inputScale * weightScale * Math.pow(10, random.nextDouble(-3, 9)), 1e-8);
        }
        double range = data == DType.INT16 ? 0x8000 : 128;
        return (float) (inputScale * weightScale * 40 * Math.sqrt(n) * Math.pow(10, random.nextDouble(-1.5, 1)) * range
                / (data == DType.INT16 ? 20000 : 100));
    }
}

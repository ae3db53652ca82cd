package dev.halfstep.ops;

import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Random operands of ops that work on each element, with the ends of what is possible among them. */
final class Draws {

    static final int MAX_RANK = 6;
    private static final int MAX_EXTENT = 4;
    private static final int MOST_ELEMENTS = 300;
    /** None is denormal: TensorFlow Lite takes those for 0. */
    private static final float[] ODD = {0, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
            Float.MIN_NORMAL, 1, 1 + Math.ulp(1f)};

    private final Random random;

    Draws(long seed) {
        random = new Random(seed);
    }

    Random random() {
        return random;
    }

    boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    <T> T of(T[] values) {
        return values[random.nextInt(values.length)];
    }

    /** A small shape of at most some rank, now and then a long one. */
    Shape shape(int minRank, int maxRank) {
        if (chance(5)) {
            return Shape.of(new int[] {3, 17, 37, 129}[random.nextInt(4)]);
        }
        while (true) {
            var extents = new int[minRank + random.nextInt(maxRank - minRank + 1)];
            for (int i = 0; i < extents.length; i++) {
                extents[i] = 1 + random.nextInt(MAX_EXTENT + 1);
            }
            if (Shape.of(extents).elements() <= MOST_ELEMENTS) {
                return Shape.of(extents);
            }
        }
    }

    /**
     * Two shapes that can be broadcast to each other.
     *
     * @param maxRank how many axes there are at most; 0 where both shapes must be the same
     */
    Shape[] pair(int maxRank) {
        Shape all = shape(0, maxRank == 0 ? MAX_RANK : maxRank);
        Shape[] pair = {all, all};
        if (maxRank > 0 && !chance(4)) {
            boolean both = chance(2);
            int narrow = random.nextInt(2);
            pair[narrow] = narrowed(all, true);
            pair[1 - narrow] = narrowed(all, both);
        }
        return pair;
    }

    /** The same with fewer axes and with extents of 1. */
    Shape narrowed(Shape shape, boolean really) {
        if (!really) {
            return shape;
        }
        int[] extents = shape.toArray();
        int dropped = random.nextInt(extents.length + 1);
        if (chance(2)) {
            dropped = 0;
        }
        var kept = new int[extents.length - dropped];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = chance(2) ? 1 : extents[i + dropped];
        }
        return Shape.of(kept);
    }

    /** A scale between two ends, spread over orders of magnitude, with a zero point that is often at an end. */
    @Nullable
    Quantization quantization(DType dtype, double low, double high) {
        if (!dtype.isCode()) {
            return null;
        }
        return Quantization.perTensor(scale(low, high), zeroPoint(dtype));
    }

    float scale(double low, double high) {
        return (float) (low * Math.pow(high / low, random.nextDouble()));
    }

    long zeroPoint(DType dtype) {
        return dtype == DType.INT16 ? 0 : switch (random.nextInt(4)) {
            case 0 -> dtype.min();
            case 1 -> dtype.max();
            default -> random.nextLong(dtype.min(), dtype.max() + 1);
        };
    }

    /** Random contents: floats of several sizes with zeros, codes with both ends, or numbers that may overflow. */
    Value value(DType dtype, Shape shape, @Nullable Quantization quantization) {
        int length = shape.elements();
        if (dtype == DType.FLOAT32) {
            var values = new float[length];
            float size = scale(1e-2, 1e2);
            for (int i = 0; i < length; i++) {
                values[i] = chance(20) ? 0 : size * (float) random.nextGaussian();
            }
            return Tensor.of(shape, values);
        }
        var codes = new long[length];
        boolean small = chance(2);
        for (int i = 0; i < length; i++) {
            codes[i] = integer(dtype, small && !dtype.isCode());
        }
        return Codes.of(dtype, shape, codes, quantization);
    }

    /** Random contents that are often equal: few floats, some of them odd; codes mostly around the real 0, where scales meet. */
    Value ties(DType dtype, Shape shape, @Nullable Quantization quantization) {
        int length = shape.elements();
        if (dtype == DType.FLOAT32) {
            var values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = chance(3) ? ODD[random.nextInt(ODD.length)] : random.nextInt(-3, 4) / 2f;
            }
            return Tensor.of(shape, values);
        }
        long zero = quantization == null ? 0 : quantization.zeroPoint();
        var codes = new long[length];
        for (int i = 0; i < length; i++) {
            codes[i] = chance(4) ? integer(dtype, false) : zero + random.nextInt(-2, 3);
        }
        return Codes.of(dtype, shape, codes, quantization);
    }

    private long integer(DType dtype, boolean small) {
        if (small) {
            return random.nextInt(-20, 21);
        }
        return switch (random.nextInt(12)) {
            case 0 -> dtype.min();
            case 1 -> dtype.max();
            default -> dtype == DType.INT64 ? random.nextLong() : random.nextLong(dtype.min(), dtype.max() + 1);
        };
    }

    /** The same with other integers in the place of those that must not occur. */
    Value without(Value value, Set<Long> forbidden) {
        if (!(value instanceof Codes codes)) {
            return value;
        }
        var changed = new long[codes.shape().elements()];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = codes.rawCode(i);
            while (forbidden.contains(changed[i])) {
                changed[i] = changed[i] == codes.dtype().max() ? codes.dtype().min() : changed[i] + 1;
            }
        }
        return Codes.of(codes.dtype(), codes.shape(), changed, codes.quantization().orElse(null));
    }
}

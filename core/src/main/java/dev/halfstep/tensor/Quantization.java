package dev.halfstep.tensor;

import dev.halfstep.problem.Problem;
import java.util.Arrays;

/**
 * What integer codes stand for: {@code real = scale * (code - zeroPoint)}, with one pair for the whole tensor or one for
 * each index of an axis (per-channel).
 *
 * <p>
 * Source of the formulas: the TensorFlow Lite 8-bit quantization specification. Division is done in {@code float} and halves
 * round away from zero, as TFLite's QUANTIZE does, so that codes made here equal codes made there.
 */
public final class Quantization {

    private final float[] scales;
    private final long[] zeroPoints;
    private final int axis;
    // Found out once: there may be as many scales as a file has room for, and as many nodes that ask.
    private final boolean symmetric;
    private final boolean uniform;

    private Quantization(float[] scales, long[] zeroPoints, int axis) {
        this.scales = scales;
        this.zeroPoints = zeroPoints;
        this.axis = axis;
        symmetric = Arrays.stream(zeroPoints).allMatch(zeroPoint -> zeroPoint == 0);
        uniform = allEqual(scales);
    }

    private static Quantization positive(float[] scales, long[] zeroPoints, int axis) {
        for (float scale : scales) {
            if (!(scale > 0) || Float.isInfinite(scale)) {
                throw Problem.of("a scale must be positive and finite, not " + scale);
            }
        }
        return new Quantization(scales, zeroPoints, axis);
    }

    private static boolean allEqual(float[] scales) {
        for (float scale : scales) {
            if (scale != scales[0]) {
                return false;
            }
        }
        return true;
    }

    /**
     * One scale and zero point for a whole tensor.
     *
     * @throws Problem if the scale is not positive and finite
     */
    public static Quantization perTensor(float scale, long zeroPoint) {
        return positive(new float[] {scale}, new long[] {zeroPoint}, 0);
    }

    /**
     * A scale and a zero point for each index of {@code axis}.
     *
     * @throws Problem if the arrays differ in length or are empty, or if a scale is not positive and finite
     */
    public static Quantization perChannel(float[] scales, long[] zeroPoints, int axis) {
        requireAsMany(scales, zeroPoints);
        return positive(scales.clone(), zeroPoints.clone(), axis);
    }

    /**
     * What a file says, where a scale may be 0: converters write that for a tensor that was never anything but 0. All codes of such a
     * scale stand for 0.
     *
     * @throws Problem if the arrays differ in length or are empty, or if a scale is negative, infinite or not a number
     */
    public static Quantization ofFile(float[] scales, long[] zeroPoints, int axis) {
        requireAsMany(scales, zeroPoints);
        for (float scale : scales) {
            if (!(scale >= 0) || Float.isInfinite(scale)) {
                throw Problem.of("a scale must be 0 or positive, and finite, not " + scale);
            }
        }
        return new Quantization(scales.clone(), zeroPoints.clone(), axis);
    }

    private static void requireAsMany(float[] scales, long[] zeroPoints) {
        if (scales.length != zeroPoints.length || scales.length == 0) {
            throw Problem.of(scales.length + " scales do not go with " + zeroPoints.length + " zero points");
        }
    }

    /** Whether a scale is 0, so that some codes stand for nothing but 0. */
    public boolean hasZeroScale() {
        for (float scale : scales) {
            if (scale == 0) {
                return true;
            }
        }
        return false;
    }

    /** How many scales there are: 1, or the extent of {@link #axis()}. */
    public int channels() {
        return scales.length;
    }

    /** Whether all zero points are 0. */
    public boolean isSymmetric() {
        return symmetric;
    }

    /** Whether all scales are the same. */
    public boolean isUniform() {
        return uniform;
    }

    /** The axis that the scales belong to; meaningless with one channel. */
    public int axis() {
        return axis;
    }

    /**
     * The scale of a whole tensor.
     *
     * @throws IllegalStateException if there are several channels
     */
    public float scale() {
        requireOneChannel();
        return scales[0];
    }

    /**
     * The zero point of a whole tensor.
     *
     * @throws IllegalStateException if there are several channels
     */
    public long zeroPoint() {
        requireOneChannel();
        return zeroPoints[0];
    }

    public float scale(int channel) {
        return scales[channel];
    }

    public long zeroPoint(int channel) {
        return zeroPoints[channel];
    }

    public float[] scales() {
        return scales.clone();
    }

    public long[] zeroPoints() {
        return zeroPoints.clone();
    }

    private void requireOneChannel() {
        if (scales.length != 1) {
            throw new IllegalStateException("per-channel quantization has " + scales.length + " scales");
        }
    }

    /**
     * The code nearest to a value, before saturation: a result outside the type's range means that the value clips. Values that
     * are so large that even a {@code long} cannot count their steps get the code at its end.
     *
     * @throws Problem if the value is not a number
     */
    public long nearest(float value, int channel) {
        if (Float.isNaN(value)) {
            throw Problem.of("a value that is not a number (NaN) has no code");
        }
        long steps = roundHalfAway(value / scales[channel]);
        long code = steps + zeroPoints[channel];
        boolean overflows = ((steps ^ code) & (zeroPoints[channel] ^ code)) < 0;
        return overflows ? steps < 0 ? Long.MIN_VALUE : Long.MAX_VALUE : code;
    }

    /** The code that stands for a value in {@code dtype}: the nearest, saturated to the type's range. */
    public long quantize(float value, DType dtype) {
        requireOneChannel();
        return dtype.saturate(nearest(value, 0));
    }

    /**
     * The codes that stand for real values: each rounded to the nearest code and saturated to the type's range.
     *
     * @throws Problem if a value is not a number, or if the shape has no axis as long as there are channels
     */
    public Codes quantize(Tensor real, DType dtype) {
        float[] values = real.values();
        if (scales.length == 1 && dtype.isByteCode()) {
            var bytes = new byte[values.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) dtype.saturate(nearest(values[i], 0));
            }
            return dtype == DType.INT8 ? Codes.int8(real.shape(), bytes, this)
                    : Codes.uint8(real.shape(), bytes, this);
        }
        var codes = new long[values.length];
        int inner = innerExtent(real.shape());
        for (int i = 0; i < codes.length; i++) {
            codes[i] = dtype.saturate(nearest(values[i], i / inner % scales.length));
        }
        return Codes.of(dtype, real.shape(), codes, this);
    }

    /** {@code scale * (code - zeroPoint)}, multiplied in double precision and rounded once. */
    public float dequantize(long code, int channel) {
        return (float) ((double) scales[channel] * (code - zeroPoints[channel]));
    }

    Tensor dequantize(Codes codes) {
        var values = new float[codes.shape().elements()];
        int inner = innerExtent(codes.shape());
        for (int i = 0; i < values.length; i++) {
            values[i] = dequantize(codes.rawCode(i), i / inner % scales.length);
        }
        return Tensor.of(codes.shape(), values);
    }

    /**
     * How many elements in a row share a channel; the channel of element {@code i} is {@code i / innerExtent % channels}.
     *
     * @throws Problem if the shape has no axis as long as there are channels
     */
    public int innerExtent(Shape shape) {
        if (scales.length == 1) {
            return 1;
        }
        if (axis < 0 || axis >= shape.rank() || shape.extent(axis) != scales.length) {
            throw Problem.of(scales.length + " scales on axis " + axis + " do not fit the shape " + shape);
        }
        int inner = 1;
        for (int a = axis + 1; a < shape.rank(); a++) {
            inner *= shape.extent(a);
        }
        return Math.max(inner, 1);
    }

    /** Rounds to the nearest integer, halves away from zero, as C's {@code round} does. */
    public static long roundHalfAway(double x) {
        double magnitude = Math.abs(x);
        double floor = Math.floor(magnitude);
        double rounded = magnitude - floor >= 0.5 ? floor + 1 : floor;
        return (long) Math.copySign(rounded, x);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Quantization that && Arrays.equals(scales, that.scales)
                && Arrays.equals(zeroPoints, that.zeroPoints) && (scales.length == 1 || axis == that.axis);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(scales) + Arrays.hashCode(zeroPoints);
    }

    @Override
    public String toString() {
        return scales.length == 1 ? "scale " + scales[0] + ", zero point " + zeroPoints[0]
                : scales.length + " scales on axis " + axis;
    }
}

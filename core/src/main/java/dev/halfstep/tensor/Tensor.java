package dev.halfstep.tensor;

import dev.halfstep.problem.Problem;
import java.util.Arrays;

/**
 * Real values in row-major order.
 *
 * <p>
 * A tensor of type {@link DType#FLOAT16} holds values that were rounded to half precision; they are kept as {@code float}
 * here and take two bytes in a file.
 */
public final class Tensor implements Value {

    private final Shape shape;
    private final float[] values;
    private final DType dtype;

    private Tensor(Shape shape, float[] values, DType dtype) {
        if (shape.elements() != values.length) {
            throw Problem.of(values.length + " values do not fill the shape " + shape);
        }
        this.shape = shape;
        this.values = values;
        this.dtype = dtype;
    }

    /**
     * Wraps values without copying them: the array is handed over and must not be changed afterwards.
     *
     * @throws Problem if the number of values is not that of the shape
     */
    public static Tensor of(Shape shape, float... values) {
        return new Tensor(shape, values, DType.FLOAT32);
    }

    /** A half-precision tensor: each value is rounded to the nearest half, ties to even. */
    public static Tensor half(Shape shape, float... values) {
        var rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
        }
        return new Tensor(shape, rounded, DType.FLOAT16);
    }

    /** The same numbers in double precision. */
    public static double[] widened(float[] values) {
        var widened = new double[values.length];
        for (int i = 0; i < widened.length; i++) {
            widened[i] = values[i];
        }
        return widened;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    @Override
    public Tensor slice(int from, Shape part) {
        return new Tensor(part, Arrays.copyOfRange(values, from, from + part.elements()), dtype);
    }

    /** The values themselves, not a copy: to be read only. */
    public float[] values() {
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor that && shape.equals(that.shape) && dtype == that.dtype
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return dtype.label() + shape;
    }
}

package dev.halfstep.interpret;

import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.Arrays;

/**
 * The contents of tensors as kernels take them: {@code float[]}, {@code byte[]}, {@code short[]}, {@code int[]} or {@code long[]},
 * by the tensor's type. Half-precision values are computed as float.
 */
final class TensorArrays {

    private TensorArrays() {}

    /** How many bytes a new array for a tensor takes. */
    static long bytes(TensorInfo info) {
        int width = info.dtype() == DType.FLOAT16 ? Float.BYTES : info.dtype().bytes();
        return (long) info.shape().elements() * width;
    }

    /** A new array for a tensor. */
    static Object create(TensorInfo info) {
        int length = info.shape().elements();
        return switch (info.dtype()) {
            case FLOAT32, FLOAT16 -> new float[length];
            case INT8, UINT8, INT4, BOOL -> new byte[length];
            case INT16 -> new short[length];
            case INT32 -> new int[length];
            case INT64 -> new long[length];
        };
    }

    /** A new array with what a state starts with: only int8 codes have a zero point there, as in the reference. */
    static Object createState(TensorInfo info) {
        Object array = create(info);
        if (info.dtype() == DType.INT8 && info.quantization().isPresent()) {
            Arrays.fill((byte[]) array, (byte) info.quantization().get().zeroPoint(0));
        }
        return array;
    }

    /** The array of a value, not copied. */
    static Object of(Value value) {
        return switch (value) {
            case Tensor real -> real.values();
            case Codes codes -> switch (codes.dtype()) {
                case INT8, UINT8, INT4, BOOL -> codes.rawBytes();
                case INT16 -> codes.rawShorts();
                case INT32 -> codes.rawInts();
                case INT64 -> codes.rawLongs();
                case FLOAT32, FLOAT16 -> throw new AssertionError(codes.dtype());
            };
        };
    }

    /** A tensor with an array for its contents, not copied. */
    static Value wrapped(TensorInfo info, Object array) {
        var shape = info.shape();
        var quantization = info.quantization().orElse(null);
        return switch (info.dtype()) {
            case FLOAT32 -> Tensor.of(shape, (float[]) array);
            case FLOAT16 -> Tensor.half(shape, (float[]) array);
            case INT4 -> Codes.int4(shape, (byte[]) array, quantization);
            case INT8 -> Codes.int8(shape, (byte[]) array, quantization);
            case UINT8 -> Codes.uint8(shape, (byte[]) array, quantization);
            case INT16 -> Codes.int16(shape, (short[]) array, quantization);
            case INT32 -> Codes.int32(shape, (int[]) array, quantization);
            case INT64 -> Codes.int64(shape, (long[]) array, quantization);
            case BOOL -> Codes.bool(shape, (byte[]) array);
        };
    }
}

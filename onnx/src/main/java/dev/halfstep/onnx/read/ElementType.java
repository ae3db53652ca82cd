package dev.halfstep.onnx.read;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The types of elements in ONNX, and those that they become. Real numbers are computed in float32, whatever they are stored as; unsigned
 * integers that TensorFlow Lite lacks become wider signed ones.
 */
public enum ElementType {
    FLOAT(1, 32, DType.FLOAT32),
    UINT8(2, 8, DType.UINT8),
    INT8(3, 8, DType.INT8),
    UINT16(4, 16, DType.INT32),
    INT16(5, 16, DType.INT16),
    INT32(6, 32, DType.INT32),
    INT64(7, 64, DType.INT64),
    BOOL(9, 8, DType.BOOL),
    FLOAT16(10, 16, DType.FLOAT32),
    DOUBLE(11, 64, DType.FLOAT32),
    UINT32(12, 32, DType.INT64),
    UINT64(13, 64, DType.INT64);

    private static final int STRING = 8;

    private final int number;
    private final int bits;
    private final DType dtype;

    ElementType(int number, int bits, DType dtype) {
        this.number = number;
        this.bits = bits;
        this.dtype = dtype;
    }

    /**
     * The type of a number in the schema.
     *
     * @throws Problem if its elements are strings, or of a type that nothing here computes with
     */
    public static ElementType of(int number) {
        Optional<ElementType> found = Arrays.stream(values()).filter(type -> type.number == number).findFirst();
        return found.orElseThrow(() -> number == STRING ? Problem.model("strings are not supported")
                .remedy("Turn text into numbers before the model, for instance by a column of numbers for each category.")
                : Problem.model("elements of type number " + number + " are not supported"));
    }

    /** What it becomes. */
    public DType dtype() {
        return dtype;
    }

    /** How many bytes so many elements take. */
    long bytes(long elements) {
        return elements * bits / Byte.SIZE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

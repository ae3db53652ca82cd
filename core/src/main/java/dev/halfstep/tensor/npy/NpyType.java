package dev.halfstep.tensor.npy;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import java.util.Locale;

/** The element types of {@code .npy} files that are read. */
enum NpyType {
    F2(2, DType.FLOAT32),
    F4(4, DType.FLOAT32),
    F8(8, DType.FLOAT32),
    I1(1, DType.INT8),
    U1(1, DType.UINT8),
    I2(2, DType.INT16),
    I4(4, DType.INT32),
    I8(8, DType.INT64);

    private final int bytes;
    private final DType dtype;

    NpyType(int bytes, DType dtype) {
        this.bytes = bytes;
        this.dtype = dtype;
    }

    /**
     * A type by NumPy's name for it, without the byte order.
     *
     * @throws Problem if there is none
     */
    static NpyType of(String name) {
        for (NpyType type : values()) {
            if (type.label().equals(name)) {
                return type;
            }
        }
        Problem problem = Problem.of("the element type '" + name + "' is not supported");
        throw name.equals("b1")
                ? problem.remedy("It holds truth values: convert them with .astype('float32') or .astype('int32').")
                : problem.remedy(
                        "Use float32, float64, float16, int8, uint8, int16, int32 or int64, by .astype('float32') for instance.");
    }

    int bytes() {
        return bytes;
    }

    /** The type of what is read. */
    DType dtype() {
        return dtype;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

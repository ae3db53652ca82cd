package dev.halfstep.tensor.npy;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import java.util.Locale;

/** The element types of {@code .npy} files that are read. Integers without a sign become the next wider type that holds them all. */
enum NpyType {
    F2(2, DType.FLOAT32),
    F4(4, DType.FLOAT32),
    F8(8, DType.FLOAT32),
    /** Truth values: 0 or 1. */
    B1(1, DType.BOOL),
    I1(1, DType.INT8),
    U1(1, DType.UINT8),
    I2(2, DType.INT16),
    U2(2, DType.INT32),
    I4(4, DType.INT32),
    U4(4, DType.INT64),
    I8(8, DType.INT64),
    /** There is no wider type: an integer of 2^63 or more is refused. */
    U8(8, DType.INT64);

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
        throw Problem.of("the element type '" + name + "' is not supported")
                .remedy("Give real numbers or integers of up to 64 bits, by .astype('float32') for instance.");
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

package dev.halfstep.tflite;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import java.util.List;

/** The schema's numbers for element types. */
final class TensorTypes {

    /** The schema's names, by number. */
    private static final List<String> NAMES = List.of("FLOAT32", "FLOAT16", "INT32", "UINT8", "INT64", "STRING", "BOOL",
            "INT16", "COMPLEX64", "INT8", "FLOAT64", "COMPLEX128", "UINT64", "RESOURCE", "VARIANT", "UINT32", "UINT16",
            "INT4", "BFLOAT16", "INT2", "UINT4");

    private TensorTypes() {}

    static boolean isDouble(int number) {
        return number == NAMES.indexOf("FLOAT64");
    }

    static int number(DType dtype) {
        return NAMES.indexOf(dtype.name());
    }

    /**
     * @throws Problem if Halfstep has no such type
     */
    static DType dtype(int number) {
        String name = number >= 0 && number < NAMES.size() ? NAMES.get(number) : "number " + number;
        for (DType dtype : DType.values()) {
            if (dtype.name().equals(name)) {
                return dtype;
            }
        }
        throw Problem.model("the element type " + name + " is not supported");
    }
}

package dev.halfstep.op;

import dev.halfstep.tensor.DType;

/** The numbers by which the options of ops name integer types: {@code TensorType} of TensorFlow Lite's schema. */
public final class TypeNumbers {

    public static final int INT32 = 2;
    public static final int INT64 = 4;

    private TypeNumbers() {}

    /**
     * What the options of a layer say of its bias: TFLite takes the type of an int16 layer's sums from there; elsewhere TensorFlow
     * leaves the default.
     *
     * @param data position of the layer's data
     * @param bias position of its bias, which may be left out
     */
    public static int ofBias(Operands operands, int data, int bias) {
        if (operands.dtype(data) != DType.INT16 || !operands.has(bias)) {
            return 0;
        }
        return operands.dtype(bias) == DType.INT64 ? INT64 : INT32;
    }
}

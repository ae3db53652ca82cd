package dev.halfstep.onnx.read;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The contents of a tensor in a file. */
public final class TensorContents {

    private final TensorProto tensor;
    private final ElementType type;
    private final int elements;
    /** The elements one after another; empty where they are numbers of their own in the file. */
    private final ByteBuffer raw;
    private final boolean isRaw;

    private TensorContents(TensorProto tensor, ElementType type, int elements, ByteBuffer raw, boolean isRaw) {
        this.tensor = tensor;
        this.type = type;
        this.elements = elements;
        this.raw = raw.order(ByteOrder.LITTLE_ENDIAN);
        this.isRaw = isRaw;
    }

    /**
     * The contents as a value.
     *
     * @throws Problem if they are damaged, strings, or of a type that nothing here computes with
     */
    public static Value read(TensorProto tensor, ExternalFiles files) {
        ElementType type = ElementType.of(tensor.getDataType());
        Shape shape = shape(tensor);
        int elements = shape.elements();
        if (tensor.hasSegment()) {
            throw Problem.model("it is stored in segments, which is not supported");
        }
        boolean external = tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
        ByteBuffer raw = external ? files.read(tensor, type.bytes(elements)) : tensor.getRawData().asReadOnlyByteBuffer();
        boolean isRaw = external || tensor.hasRawData();
        var contents = new TensorContents(tensor, type, elements, raw, isRaw);
        contents.requireLength();
        return type.dtype() == DType.FLOAT32 ? Tensor.of(shape, contents.reals())
                : Codes.of(type.dtype(), shape, contents.integers(), null);
    }

    /**
     * The shape of a tensor in a file.
     *
     * @throws Problem if an extent is negative or too large
     */
    private static Shape shape(TensorProto tensor) {
        if (tensor.getDimsCount() > Shape.MAX_RANK) {
            throw Problem.model("it has " + tensor.getDimsCount() + " axes, more than " + Shape.MAX_RANK);
        }
        int[] extents = new int[tensor.getDimsCount()];
        for (int axis = 0; axis < extents.length; axis++) {
            long extent = tensor.getDims(axis);
            if (extent < 0 || extent > Integer.MAX_VALUE) {
                throw Problem.model("its axis " + axis + " has the extent " + extent);
            }
            extents[axis] = (int) extent;
        }
        return Shape.of(extents);
    }

    private void requireLength() {
        long found = isRaw ? raw.remaining() : count();
        long needed = isRaw ? type.bytes(elements) : elements;
        if (found != needed) {
            throw Problem.model("its shape asks for " + needed + (isRaw ? " bytes" : " numbers") + ", but it has " + found);
        }
    }

    private int count() {
        return switch (type) {
            case FLOAT -> tensor.getFloatDataCount();
            case DOUBLE -> tensor.getDoubleDataCount();
            case INT64 -> tensor.getInt64DataCount();
            case UINT32, UINT64 -> tensor.getUint64DataCount();
            case UINT8, INT8, UINT16, INT16, INT32, BOOL, FLOAT16 -> tensor.getInt32DataCount();
        };
    }

    private float[] reals() {
        var values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = real(i);
        }
        return values;
    }

    private float real(int i) {
        return switch (type) {
            case FLOAT -> isRaw ? raw.getFloat(i * Float.BYTES) : tensor.getFloatData(i);
            case DOUBLE -> (float) (isRaw ? raw.getDouble(i * Double.BYTES) : tensor.getDoubleData(i));
            case FLOAT16 -> Float.float16ToFloat((short) half(i));
            case UINT8, INT8, UINT16, INT16, INT32, INT64, BOOL, UINT32, UINT64 ->
                throw new AssertionError(type);
        };
    }

    private int half(int i) {
        return isRaw ? raw.getShort(i * Short.BYTES) : tensor.getInt32Data(i);
    }

    private long[] integers() {
        var values = new long[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = isRaw ? rawInteger(i) : integer(i);
        }
        return values;
    }

    private long rawInteger(int i) {
        return switch (type) {
            case UINT8 -> Byte.toUnsignedLong(raw.get(i));
            case INT8 -> raw.get(i);
            case BOOL -> raw.get(i) == 0 ? 0 : 1;
            case UINT16 -> Short.toUnsignedLong(raw.getShort(i * Short.BYTES));
            case INT16 -> raw.getShort(i * Short.BYTES);
            case UINT32 -> Integer.toUnsignedLong(raw.getInt(i * Integer.BYTES));
            case INT32 -> raw.getInt(i * Integer.BYTES);
            case INT64 -> raw.getLong(i * Long.BYTES);
            case UINT64 -> signed(raw.getLong(i * Long.BYTES));
            case FLOAT, DOUBLE, FLOAT16 -> throw new AssertionError(type);
        };
    }

    private long integer(int i) {
        return switch (type) {
            case INT64 -> tensor.getInt64Data(i);
            case UINT32, UINT64 -> signed(tensor.getUint64Data(i));
            case BOOL -> tensor.getInt32Data(i) == 0 ? 0 : 1;
            case UINT16 -> within(tensor.getInt32Data(i), 0, 0xFFFF);
            case UINT8, INT8, INT16, INT32 -> within(tensor.getInt32Data(i), type.dtype().min(), type.dtype().max());
            case FLOAT, DOUBLE, FLOAT16 -> throw new AssertionError(type);
        };
    }

    private static long within(int number, long min, long max) {
        if (number < min || number > max) {
            throw Problem.model("it holds the number " + number + ", which its type does not");
        }
        return number;
    }

    private static long signed(long number) {
        if (number < 0) {
            throw Problem.model("it holds a number of 2^63 or more");
        }
        return number;
    }
}

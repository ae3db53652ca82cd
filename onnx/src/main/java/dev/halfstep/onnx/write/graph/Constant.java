package dev.halfstep.onnx.write.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Fixed contents of an ONNX file.
 *
 * @param type of the elements
 * @param extents none for a scalar
 * @param bytes the elements, little-endian
 */
public record Constant(DataType type, List<Long> extents, ByteString bytes) {

    public Constant {
        extents = List.copyOf(extents);
    }

    /** A vector. */
    public static Constant floats(float... values) {
        return floats(Shape.of(values.length), values);
    }

    public static Constant floats(Shape shape, float... values) {
        ByteBuffer buffer = buffer((long) values.length * Float.BYTES);
        buffer.asFloatBuffer().put(values);
        return new Constant(DataType.FLOAT, extents(shape), ByteString.copyFrom(buffer));
    }

    public static Constant scalar(float value) {
        return floats(Shape.of(), value);
    }

    /** A vector. */
    public static Constant doubles(double... values) {
        ByteBuffer buffer = buffer((long) values.length * Double.BYTES);
        buffer.asDoubleBuffer().put(values);
        return new Constant(DataType.DOUBLE, List.of((long) values.length), ByteString.copyFrom(buffer));
    }

    public static Constant scalar(double value) {
        return new Constant(DataType.DOUBLE, List.of(), doubles(value).bytes);
    }

    /** A vector of int64, as shapes, axes and indices are. */
    public static Constant longs(long... values) {
        return longs(Shape.of(values.length), values);
    }

    public static Constant longs(Shape shape, long... values) {
        return of(Codes.int64(shape, values, null));
    }

    public static Constant scalar(long value) {
        return longs(Shape.of(), value);
    }

    /** Integers of a type. */
    public static Constant integers(DType dtype, Shape shape, long... values) {
        return of(Codes.of(dtype, shape, values, null));
    }

    /** The contents of a tensor: for codes these, not what they stand for. */
    public static Constant of(Value value) {
        return switch (value) {
            case Tensor real -> real.dtype() == DType.FLOAT16 ? halves(real) : floats(real.shape(), real.values());
            case Codes codes -> {
                ByteBuffer buffer = buffer((long) codes.shape().elements() * codes.dtype().bytes());
                codes.putRaw(buffer);
                yield new Constant(type(codes.dtype()), extents(codes.shape()), ByteString.copyFrom(buffer.flip()));
            }
        };
    }

    private static Constant halves(Tensor real) {
        float[] values = real.values();
        ByteBuffer buffer = buffer((long) values.length * Short.BYTES);
        for (float value : values) {
            buffer.putShort(Float.floatToFloat16(value));
        }
        return new Constant(DataType.FLOAT16, extents(real.shape()), ByteString.copyFrom(buffer.flip()));
    }

    private static ByteBuffer buffer(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static List<Long> extents(Shape shape) {
        return Arrays.stream(shape.toArray()).mapToObj(Long::valueOf).toList();
    }

    /** What ONNX calls a type; codes of four bits are written in eight. */
    public static DataType type(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> DataType.FLOAT;
            case FLOAT16 -> DataType.FLOAT16;
            case UINT8 -> DataType.UINT8;
            case INT8, INT4 -> DataType.INT8;
            case INT16 -> DataType.INT16;
            case INT32 -> DataType.INT32;
            case INT64 -> DataType.INT64;
            case BOOL -> DataType.BOOL;
        };
    }

    public TensorProto proto(String name) {
        return TensorProto.newBuilder().setName(name).setDataType(type.getNumber()).addAllDims(extents)
                .setRawData(bytes).build();
    }
}

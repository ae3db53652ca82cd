package dev.halfstep.tflite;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Turns the bytes of a buffer into the contents of a tensor. Little-endian, row-major. */
final class ConstantReader {

    private long budget;

    /**
     * @param budget how many bytes may be read in all: many tensors that share one large buffer would otherwise unfold it many
     *        times
     */
    ConstantReader(long budget) {
        this.budget = budget;
    }

    void spend(long bytes) {
        budget -= bytes;
        if (budget < 0) {
            throw Problem.model("too many parts of the file share the same bytes").at("its contents");
        }
    }

    /**
     * @throws Problem if the bytes are not as many as the type and the shape ask for
     */
    Value read(ByteBuffer content, DType dtype, Shape shape, Optional<Quantization> quantization) {
        int length = shape.elements();
        if (dtype.fileBytes(length) != content.remaining()) {
            throw Problem.model(content.remaining() + " bytes do not fill the shape " + shape + " of " + dtype.label());
        }
        spend(content.remaining());
        Quantization q = quantization.orElse(null);
        return switch (dtype) {
            case FLOAT32 -> {
                var values = new float[length];
                content.asFloatBuffer().get(values);
                yield Tensor.of(shape, values);
            }
            case FLOAT16 -> {
                var values = new float[length];
                for (int i = 0; i < length; i++) {
                    values[i] = Float.float16ToFloat(content.getShort(content.position() + 2 * i));
                }
                yield Tensor.half(shape, values);
            }
            case INT4 -> Codes.int4(shape, unpacked(content, length), q);
            case INT8 -> Codes.int8(shape, bytes(content), q);
            case UINT8 -> Codes.uint8(shape, bytes(content), q);
            case INT16 -> {
                var codes = new short[length];
                content.asShortBuffer().get(codes);
                yield Codes.int16(shape, codes, q);
            }
            case INT32 -> {
                var codes = new int[length];
                content.asIntBuffer().get(codes);
                yield Codes.int32(shape, codes, q);
            }
            case INT64 -> {
                var codes = new long[length];
                content.asLongBuffer().get(codes);
                yield Codes.int64(shape, codes, q);
            }
            case BOOL -> Codes.bool(shape, truths(content));
        };
    }

    /** Two codes from each byte, the low half first. */
    private static byte[] unpacked(ByteBuffer content, int length) {
        var codes = new byte[length];
        for (int i = 0; i < length; i++) {
            int both = content.get(content.position() + i / 2);
            codes[i] = (byte) (i % 2 == 0 ? (byte) (both << 4) >> 4 : both >> 4);
        }
        return codes;
    }

    /** What is not 0 is true, and becomes 1. */
    private static byte[] truths(ByteBuffer content) {
        byte[] truths = bytes(content);
        for (int i = 0; i < truths.length; i++) {
            truths[i] = (byte) (truths[i] == 0 ? 0 : 1);
        }
        return truths;
    }

    private static byte[] bytes(ByteBuffer content) {
        var bytes = new byte[content.remaining()];
        content.get(content.position(), bytes);
        return bytes;
    }
}

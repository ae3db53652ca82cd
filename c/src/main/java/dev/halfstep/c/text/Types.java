package dev.halfstep.c.text;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** What elements of tensors are called in C. */
public final class Types {

    private Types() {}

    /** The type of an element. */
    public static String of(DType type) {
        return switch (type) {
            case INT8, BOOL -> "int8_t";
            case UINT8 -> "uint8_t";
            case INT16 -> "int16_t";
            case INT32 -> "int32_t";
            case INT64 -> "int64_t";
            case INT4, FLOAT32, FLOAT16 -> throw none(type);
        };
    }

    /**
     * The type of weights less their zero point: of 8 bits if all have as many, so that products with codes of 8 bits have 16.
     *
     * @param weight by its index
     */
    public static String ofWeights(int count, IntUnaryOperator weight) {
        boolean isNarrow = IntStream.range(0, count).map(weight).allMatch(w -> w == (byte) w);
        return isNarrow ? "int8_t" : "int16_t";
    }

    /** What the scratch memory calls its elements of a type. */
    public static String member(DType type) {
        return switch (type) {
            case INT8, BOOL -> "i8";
            case UINT8 -> "u8";
            case INT16 -> "i16";
            case INT32 -> "i32";
            case INT64 -> "i64";
            case INT4, FLOAT32, FLOAT16 -> throw none(type);
        };
    }

    /** What sums of integers that wrap are made in. */
    public static String unsigned(DType type) {
        return type == DType.INT64 ? "uint64_t" : "uint32_t";
    }

    /** The bytes of an element. */
    public static int bytes(String type) {
        return Integer.parseInt(type.replaceAll("\\D", "")) / Byte.SIZE;
    }

    /** What reads an element of a constant table. */
    public static String read(String type) {
        return switch (type) {
            case "int8_t" -> "NET_I8";
            case "uint8_t" -> "NET_U8";
            case "int16_t" -> "NET_I16";
            case "int32_t" -> "NET_I32";
            case "int64_t" -> "NET_I64";
            default -> throw new IllegalArgumentException(type);
        };
    }

    /** What a code is multiplied as, so that products of it with weights of 8 bits do not overflow where int has 16 bits. */
    public static String factor(DType type) {
        return type.isByteCode() ? "int" : "int32_t";
    }

    private static Problem none(DType type) {
        return Problem.model("there is no C for " + type.label())
                .remedy("Quantize it to full-int8, full-uint8 or int16x8.");
    }
}

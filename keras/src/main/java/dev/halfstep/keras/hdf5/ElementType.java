package dev.halfstep.keras.hdf5;

import dev.halfstep.keras.hdf5.Contents.Cursor;
import dev.halfstep.problem.Problem;

/** The type of the elements of a dataset or an attribute. */
sealed interface ElementType {

    /** How many bytes one takes. */
    int size();

    /** A whole number. */
    record Whole(int size, boolean isSigned) implements ElementType {}

    /** A real number: of 16, 32 or 64 bits, or the first 16 of 32. */
    record Real(int size, boolean isTruncated) implements ElementType {}

    /** A text of a fixed number of bytes. */
    record Text(int size) implements ElementType {}

    /** Where in the file a text of any length is. */
    record TextElsewhere(int size) implements ElementType {}

    /** Anything else, by what it is called. */
    record Other(int size, String name) implements ElementType {}

    /** What a message says. */
    static ElementType read(Cursor message) {
        int kind = message.u8() & 0xf;
        int bits = (int) message.number(3);
        long size = message.u32();
        if (size <= 0 || size > Integer.MAX_VALUE) {
            throw Contents.damaged("elements of " + size + " bytes", message.position());
        }
        boolean isBigEndian = (bits & 1) != 0;
        int bytes = (int) size;
        return switch (kind) {
            case 0 -> isBigEndian || bytes > Long.BYTES ? new Other(bytes, "big-endian")
                    : new Whole(bytes, (bits & 8) != 0);
            case 1 -> isBigEndian ? new Other(bytes, "big-endian") : real(message, bytes);
            case 3 -> new Text(bytes);
            case 9 -> (bits & 0xf) == 1 ? new TextElsewhere(bytes) : new Other(bytes, "of any number");
            default -> new Other(bytes, "of the kind " + kind);
        };
    }

    private static ElementType real(Cursor message, int size) {
        message.skip(2 * Short.BYTES);
        int exponent = message.skip(1).u8();
        int mantissa = message.skip(1).u8();
        boolean isTruncated = size == Short.BYTES && exponent == 8 && mantissa == 7;
        boolean isStandard = (size == Short.BYTES && exponent == 5 && mantissa == 10)
                || (size == Float.BYTES && exponent == 8 && mantissa == 23)
                || (size == Double.BYTES && exponent == 11 && mantissa == 52);
        return isTruncated || isStandard ? new Real(size, isTruncated)
                : new Other(size, "of " + exponent + " bits of exponent and " + mantissa + " of mantissa");
    }

    /**
     * The next element, as the {@code float} that is nearest to it.
     *
     * @throws Problem if it is no number
     */
    default float next(Cursor data) {
        return switch (this) {
            case Whole whole -> {
                long value = data.number(whole.size);
                int unused = Long.SIZE - Byte.SIZE * whole.size;
                yield whole.isSigned ? value << unused >> unused : value;
            }
            case Real real -> {
                long bits = data.number(real.size);
                yield real.isTruncated ? Float.intBitsToFloat((int) bits << 16) : switch (real.size) {
                    case Short.BYTES -> Float.float16ToFloat((short) bits);
                    case Float.BYTES -> Float.intBitsToFloat((int) bits);
                    default -> (float) Double.longBitsToDouble(bits);
                };
            }
            case Text text -> throw noNumbers("texts");
            case TextElsewhere text -> throw noNumbers("texts");
            case Other other -> throw noNumbers(other.name);
        };
    }

    private static Problem noNumbers(String what) {
        return Problem.model("its elements are no numbers that are read, but " + what);
    }
}

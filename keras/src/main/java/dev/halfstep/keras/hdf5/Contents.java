package dev.halfstep.keras.hdf5;

import dev.halfstep.problem.Problem;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a file, which is little-endian. Everything is checked to lie within it, and altogether no more is looked at than
 * {@link #MOST_LOOKS} times its size: parts that overlap or go round in circles end in a {@link Problem}.
 */
final class Contents {

    /** An address of nothing. */
    static final long UNDEFINED = -1;
    /** A sound file is read once, apart from what several objects share. */
    private static final int MOST_LOOKS = 8;
    /** Small files may share more. */
    private static final int LEAST_LOOKS = 1 << 14;

    private final byte[] bytes;
    private int base;
    private int sizeOfOffsets = Long.BYTES;
    private int sizeOfLengths = Long.BYTES;
    private long left;

    Contents(byte[] bytes) {
        this.bytes = bytes;
        left = Math.max(LEAST_LOOKS, (long) MOST_LOOKS * bytes.length);
    }

    /** Says where addresses count from, and how many bytes they and lengths have. */
    void measure(int newBase, int offsets, int lengths) {
        if ((offsets != Integer.BYTES && offsets != Long.BYTES)
                || (lengths != Integer.BYTES && lengths != Long.BYTES)) {
            throw damaged("addresses of " + offsets + " and lengths of " + lengths + " bytes", newBase);
        }
        base = newBase;
        sizeOfOffsets = offsets;
        sizeOfLengths = lengths;
    }

    int sizeOfOffsets() {
        return sizeOfOffsets;
    }

    int sizeOfLengths() {
        return sizeOfLengths;
    }

    int size() {
        return bytes.length;
    }

    /**
     * A cursor on a part of the file.
     *
     * @param address counted from the base
     * @throws Problem if the part is not within the file, or too much has been looked at
     */
    Cursor at(long address, long length) {
        long start = address + base;
        if (address < 0 || length < 0 || start > bytes.length || length > bytes.length - start) {
            throw damaged(length + " bytes are said to be at " + address + ", beyond its end", start);
        }
        left -= length;
        if (left < 0) {
            throw Problem.model("the HDF5 file says the same again and again, as if it went round in circles")
                    .remedy("Get the file again: it is damaged.");
        }
        return new Cursor(this, (int) start, (int) (start + length));
    }

    /** The text from an address to the next 0, of which only that much counts as looked at. */
    String text(long address, long most) {
        int start = at(address, 0).position();
        int length = 0;
        while (length < most && start + length < bytes.length && bytes[start + length] != 0) {
            length++;
        }
        return at(address, length).text(length);
    }

    static Problem damaged(String what, long at) {
        return Problem.model("the HDF5 file is damaged near byte " + at + ": " + what)
                .remedy("Get the file again.");
    }

    /** A place between two ends. Whatever is taken is behind it. */
    static final class Cursor {

        private final Contents contents;
        private int at;
        private final int end;

        private Cursor(Contents contents, int at, int end) {
            this.contents = contents;
            this.at = at;
            this.end = end;
        }

        int left() {
            return end - at;
        }

        int position() {
            return at;
        }

        private int take(int count) {
            if (count < 0 || count > end - at) {
                throw damaged("a part ends before all is said", at);
            }
            int start = at;
            at += count;
            return start;
        }

        Cursor skip(int count) {
            take(count);
            return this;
        }

        /** A cursor on the next bytes, which this one goes past. */
        Cursor part(int count) {
            int start = take(count);
            return new Cursor(contents, start, start + count);
        }

        int u8() {
            return contents.bytes[take(1)] & 0xff;
        }

        int u16() {
            return (int) number(Short.BYTES);
        }

        /** As what is not negative in an {@code int} file size anyway. */
        long u32() {
            return number(Integer.BYTES);
        }

        /** A number of some bytes; one of eight whose first bit is set is negative. */
        long number(int size) {
            int start = take(size);
            long value = 0;
            for (int i = size - 1; i >= 0; i--) {
                value = value << Byte.SIZE | (contents.bytes[start + i] & 0xff);
            }
            return value;
        }

        /** An address; {@link #UNDEFINED} for that of nothing. */
        long address() {
            long address = number(contents.sizeOfOffsets);
            boolean none = contents.sizeOfOffsets == Integer.BYTES && address == 0xffff_ffffL;
            return none ? UNDEFINED : address;
        }

        long length() {
            return number(contents.sizeOfLengths);
        }

        void expect(String signature) {
            String found = text(signature.length());
            if (!found.equals(signature)) {
                throw damaged("the mark " + signature + " is missing", at - signature.length());
            }
        }

        /** Bytes as a text, without what is behind the first 0. */
        String text(int count) {
            int start = take(count);
            int length = 0;
            while (length < count && contents.bytes[start + length] != 0) {
                length++;
            }
            return new String(contents.bytes, start, length, StandardCharsets.UTF_8);
        }

    }
}

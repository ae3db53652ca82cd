package dev.halfstep.tensor.npy;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the head of a {@code .npy} file says.
 *
 * @param order of the bytes of an element
 * @param fortran whether elements that differ in the first index are neighbours, instead of those that differ in the last
 * @param shape may have more elements than an array can hold
 * @param bytes length of the head
 */
record NpyHeader(NpyType type, ByteOrder order, boolean fortran, Shape shape, int bytes) {

    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    /** NumPy's own limit. On a hostile header the search for its fields takes time that grows with the square of its length. */
    private static final int MAX_HEADER = 10_000;
    /** The longest of what stands before the text; version 1 has two bytes less. */
    private static final int PREFIX = 12;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-z]\\d{1,3})'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

    /**
     * Reads the head and leaves the stream where the elements begin.
     *
     * @throws Problem if it is not understood
     */
    static NpyHeader read(InputStream in) throws IOException {
        byte[] start = in.readNBytes(PREFIX - 2);
        if (start.length < PREFIX - 2 || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw Problem.of("this is not a .npy file").remedy("Write it with numpy.save.");
        }
        int version = start[MAGIC.length];
        if (version < 1 || version > 3) {
            throw Problem.of("version " + version + " of the .npy format is not known");
        }
        byte[] prefix = Arrays.copyOf(start, PREFIX);
        int prefixBytes = version == 1 ? PREFIX - 2 : PREFIX;
        if (in.readNBytes(prefix, start.length, prefixBytes - start.length) < prefixBytes - start.length) {
            throw cutShort();
        }
        ByteBuffer numbers = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN);
        long length = version == 1 ? numbers.getShort(8) & 0xffff : numbers.getInt(8) & 0xffffffffL;
        if (length > MAX_HEADER) {
            throw Problem.of("its header has " + length + " bytes; numpy reads " + MAX_HEADER + " at most");
        }
        byte[] text = in.readNBytes((int) length);
        if (text.length < length) {
            throw cutShort();
        }
        return of(new String(text, StandardCharsets.ISO_8859_1), prefixBytes + (int) length);
    }

    static Problem cutShort() {
        return Problem.of("the file is cut short").remedy("Write or copy it again.");
    }

    private static NpyHeader of(String text, int bytes) {
        Matcher descr = find(DESCR, text);
        ByteOrder order = ">".equals(descr.group(1)) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        boolean fortran = "True".equals(find(FORTRAN, text).group(1));
        return new NpyHeader(NpyType.of(descr.group(2)), order, fortran, shape(text), bytes);
    }

    private static Matcher find(Pattern pattern, String header) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw Problem.of("its header is not understood: " + header.strip())
                    .remedy("Write an array of numbers with numpy.save.");
        }
        return matcher;
    }

    private static Shape shape(String header) {
        String inside = find(SHAPE, header).group(1);
        int[] extents = Arrays.stream(inside.split(",")).map(String::strip).filter(s -> !s.isEmpty())
                .mapToInt(NpyHeader::extent).toArray();
        return Shape.of(extents);
    }

    private static int extent(String text) {
        try {
            // Python 2 wrote (3L, 4L).
            int extent = Integer.parseInt(text.endsWith("L") ? text.substring(0, text.length() - 1) : text);
            if (extent >= 0) {
                return extent;
            }
        } catch (NumberFormatException e) {
            throw Problem.of("its shape has the extent '" + text + "'").because(e);
        }
        throw Problem.of("its shape has the extent '" + text + "'");
    }

    /**
     * How many bytes the elements take in the file.
     *
     * @throws Problem if no file could hold so many
     */
    long dataBytes() {
        long size = type.bytes();
        try {
            for (int extent : shape.toArray()) {
                size = Math.multiplyExact(size, (long) extent);
            }
        } catch (ArithmeticException e) {
            throw Problem.limit("the shape " + shape + " has more elements than can be held").because(e);
        }
        return size;
    }

    /**
     * Holds the shape to what there is, before anything is made of that size.
     *
     * @param available bytes after the head
     * @throws Problem if they are not as many as the shape needs
     */
    void requireBytes(long available) {
        if (dataBytes() != available) {
            throw Problem.of(available + " bytes do not fill the shape " + shape + " of " + type.label());
        }
    }
}

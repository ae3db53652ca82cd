package dev.halfstep.gather;

import dev.halfstep.problem.Problem;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * Reads what a {@link GatheredWriter} wrote. Bytes may come from strangers: lengths are checked before memory is taken, and all that
 * is wrong is a {@link Problem} with the offset of the byte.
 */
public final class GatheredReader {

    private static final String REMEDY = "Gather the rows anew, or get the bytes once more from where they were made.";

    private final ByteBuffer in;

    private GatheredReader(ByteBuffer in) {
        this.in = in;
    }

    /**
     * What a byte form holds.
     *
     * @param what for messages: {@code ranges}
     * @param kind the letter of the kind
     * @param version the only one that is known
     * @param reading reads all parts
     * @throws Problem if the bytes are of another kind or a newer version, damaged, too few or too many
     */
    public static <T> T read(byte[] bytes, String what, char kind, int version, Function<GatheredReader, T> reading) {
        var reader = new GatheredReader(ByteBuffer.wrap(bytes));
        try {
            reader.begin(kind, version);
            T read = reading.apply(reader);
            reader.require(!reader.in.hasRemaining(), "there is more after their end");
            return read;
        } catch (Problem problem) {
            throw problem.at("bytes of " + what);
        }
    }

    private void begin(char kind, int version) {
        require(Arrays.equals(bytes(Math.min(GatheredWriter.MAGIC.length, in.remaining())), GatheredWriter.MAGIC),
                "they do not begin as gathered ones do");
        int found = octet();
        require(found == kind, "they are of another kind, '" + (char) found + "'");
        long written = count();
        if (written != version) {
            throw problem("they are of version " + written + ", and only " + version + " is known here")
                    .remedy("Read them with the version of Halfstep that wrote them.");
        }
        int end = in.limit() - Integer.BYTES;
        require(end >= in.position(), "they end too early");
        var crc = new CRC32();
        crc.update(in.slice(0, end));
        require(in.getInt(end) == (int) crc.getValue(), "they were changed on their way");
        in.limit(end);
    }

    /** A whole number from 0 to 2^53. */
    public long count() {
        long count = 0;
        int shift = 0;
        int octet;
        do {
            octet = octet();
            count |= (long) (octet & GatheredWriter.COUNT_MASK) << shift;
            shift += GatheredWriter.COUNT_BITS;
        } while (octet > GatheredWriter.COUNT_MASK && shift < Long.SIZE - GatheredWriter.COUNT_BITS);
        require(octet <= GatheredWriter.COUNT_MASK && count <= GatheredWriter.MOST, "a count is too large");
        // One way to write each: equal things are equal bytes.
        require(octet > 0 || shift == GatheredWriter.COUNT_BITS, "a count is too long");
        return count;
    }

    /**
     * How many things follow.
     *
     * @param least how many bytes each takes at least
     */
    public int size(int least) {
        long size = count();
        require(size <= in.remaining() / least, "they end too early");
        return (int) size;
    }

    /** An index: a count that fits an {@code int}. */
    public int index() {
        long index = count();
        require(index <= Integer.MAX_VALUE, "an index is too large");
        return (int) index;
    }

    public boolean flag() {
        long flag = count();
        require(flag <= 1, "something is neither true nor false");
        return flag == 1;
    }

    public float single() {
        requireBytes(Float.BYTES);
        return in.getFloat();
    }

    public double number() {
        requireBytes(Double.BYTES);
        return in.getDouble();
    }

    byte[] bytes(int length) {
        requireBytes(length);
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private int octet() {
        requireBytes(1);
        return in.get() & 0xff;
    }

    private void requireBytes(int length) {
        require(in.remaining() >= length, "they end too early");
    }

    /**
     * Refuses the bytes.
     *
     * @throws Problem if {@code holds} is false
     */
    public void require(boolean holds, String otherwise) {
        if (!holds) {
            throw problem(otherwise).remedy(REMEDY);
        }
    }

    private Problem problem(String what) {
        return Problem.of(what).at("byte " + in.position());
    }
}

package dev.halfstep.gather;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Writes what was gathered as bytes: {@code HSG}, a letter for the kind, the version of that kind's form, then its parts, and a
 * CRC-32 of all that, so that damage is found. Numbers are big-endian; counts take as many bytes as they need, seven bits in each, the
 * lowest first.
 */
public final class GatheredWriter {

    static final byte[] MAGIC = "HSG".getBytes(StandardCharsets.US_ASCII);

    /** Counts go up to here: sums of as many parts as there will ever be do not overflow. */
    static final long MOST = 1L << 53;

    static final int COUNT_BITS = 7;
    static final int COUNT_MASK = (1 << COUNT_BITS) - 1;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /**
     * Begins a byte form.
     *
     * @param kind a letter that no other kind has
     * @param version of the form, from 1 on
     */
    public GatheredWriter(char kind, int version) {
        bytes(MAGIC);
        out.write(kind);
        count(version);
    }

    /** Appends a whole number from 0 to 2^53. */
    public void count(long count) {
        if (count < 0 || count > MOST) {
            throw new IllegalArgumentException("a count of " + count);
        }
        long rest = count;
        while (rest > COUNT_MASK) {
            out.write(((int) rest & COUNT_MASK) | (1 << COUNT_BITS));
            rest >>>= COUNT_BITS;
        }
        out.write((int) rest);
    }

    public void flag(boolean flag) {
        count(flag ? 1 : 0);
    }

    public void single(float number) {
        bytes(ByteBuffer.allocate(Float.BYTES).putFloat(number).array());
    }

    /** Appends a number; what is none has the same bytes wherever it came from. */
    public void number(double number) {
        bytes(ByteBuffer.allocate(Long.BYTES).putLong(Double.doubleToLongBits(number)).array());
    }

    void bytes(byte[] bytes) {
        out.writeBytes(bytes);
    }

    /** All that was written, with what tells of damage. */
    public byte[] finished() {
        var crc = new CRC32();
        crc.update(out.toByteArray());
        bytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
        return out.toByteArray();
    }
}

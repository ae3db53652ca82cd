package dev.halfstep.table.scan;

import dev.halfstep.file.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * SHA-256 over a sequence of texts, numbers and byte strings. Each is preceded by its length where that can vary, so
 * that different sequences are different inputs to the hash.
 */
public final class Digest {

    private static final int BUFFER = 1 << 13;
    /** Characters written without looking at the room left. */
    private static final int BLOCK = 64;
    /** What they take at most; more than a number or a length takes. */
    private static final int RESERVE = 3 * BLOCK;

    private final MessageDigest sha = Sha256.begin();
    private final byte[] buffer = new byte[BUFFER];
    private int used;

    public void text(String text) {
        text(text.toCharArray(), 0, text.length());
    }

    public void text(char[] text, int from, int to) {
        length(to - from);
        int i = from;
        while (i < to) {
            // Within a block there is room for whatever comes, so that its characters need no check each.
            reserve();
            int end = Math.min(to, i + BLOCK);
            int at = used;
            while (i < end && text[i] < 0x80) {
                buffer[at++] = (byte) text[i++];
            }
            used = at;
            if (i < end) {
                character(text[i++]);
            }
        }
    }

    /** A character as UTF-8 writes it; halves of a pair one by one, which is as unambiguous. */
    private void character(char c) {
        if (c < 0x800) {
            buffer[used++] = (byte) (0xc0 | (c >> 6));
        } else {
            buffer[used++] = (byte) (0xe0 | (c >> 12));
            buffer[used++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        }
        buffer[used++] = (byte) (0x80 | (c & 0x3f));
    }

    public void bytes(byte[] bytes, int from, int to) {
        length(to - from);
        if (to - from <= buffer.length - used) {
            System.arraycopy(bytes, from, buffer, used, to - from);
            used += to - from;
        } else {
            flush();
            sha.update(bytes, from, to - from);
        }
    }

    /** A length or a small count: one byte when below 128. */
    public void length(int length) {
        reserve();
        int rest = length;
        while (rest >= 0x80) {
            buffer[used++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[used++] = (byte) rest;
    }

    public void number(long number) {
        reserve();
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            buffer[used++] = (byte) (number >>> shift);
        }
    }

    private void reserve() {
        if (used > BUFFER - RESERVE) {
            flush();
        }
    }

    private void flush() {
        sha.update(buffer, 0, used);
        used = 0;
    }

    /** The digest; nothing can be added afterwards. */
    public String hex() {
        flush();
        return HexFormat.of().formatHex(sha.digest());
    }
}

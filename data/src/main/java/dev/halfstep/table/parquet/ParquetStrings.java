package dev.halfstep.table.parquet;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.CellText;
import dev.hardwood.reader.ColumnReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strings; decoded into a buffer that is used again, for most of them are categories seen before. */
final class ParquetStrings implements ParquetDecoder {

    private byte[] bytes = {};
    private int[] offsets = {};
    private char[] chars = new char[64];
    private int from;
    private int to;

    @Override
    public void batch(ColumnReader reader) {
        bytes = reader.getBinaryValues();
        offsets = reader.getBinaryOffsets();
    }

    /** Decodes and strips a cell, which is then at {@link #from} to {@link #to} of {@link #chars}. */
    void decode(int index) {
        int start = offsets[index];
        int length = offsets[index + 1] - start;
        if (chars.length < length) {
            chars = new char[Math.max(length, 2 * chars.length)];
        }
        from = 0;
        to = 0;
        while (to < length && bytes[start + to] >= 0) {
            chars[to] = (char) bytes[start + to];
            to++;
        }
        if (to < length) {
            decodeUtf8(start, length);
        }
        while (from < to && CellText.isSpace(chars[from])) {
            from++;
        }
        while (to > from && CellText.isSpace(chars[to - 1])) {
            to--;
        }
    }

    private void decodeUtf8(int start, int length) {
        try {
            CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length));
            to = decoded.remaining();
            decoded.get(chars, 0, to);
        } catch (CharacterCodingException e) {
            throw Problem.of("the cell is no UTF-8 text").because(e);
        }
    }

    char[] chars() {
        return chars;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    @Override
    public double number(int index) {
        throw new UnsupportedOperationException("a string");
    }

    @Override
    public String text(int index) {
        decode(index);
        return new String(chars, from, to - from);
    }
}

package dev.halfstep.table.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Writes a Parquet file of one uncompressed column of doubles, byte by byte, for pages that no writer makes. Its structures are in
 * Thrift's compact form: fields by how far their number is from that of the one before, integers in zigzag.
 */
final class SmallParquet {

    /** How a column stands in its pages. */
    enum Layout {
        /** One page of plain values. */
        PLAIN,
        /** The same with the second form of a header. */
        SECOND_VERSION,
        /** A page of the different values, and one that counts them off. */
        DICTIONARY
    }

    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;
    private static final int DOUBLE = 5;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int field;

    private SmallParquet() {}

    /**
     * A file.
     *
     * @param damaged which of its pages, from 0, has one bit that is another than its checksum was taken of; none if it is negative
     * @param sums whether pages have checksums
     */
    static byte[] of(Layout layout, boolean sums, int damaged, double... values) {
        var file = new SmallParquet();
        file.magic();
        int first = file.bytes.size();
        int data = first;
        byte[] plain = plain(values);
        switch (layout) {
            case PLAIN -> file.page(0, 5, 0, plain, sums, damaged == 0, values.length);
            case SECOND_VERSION -> file.page(3, 8, 0, plain, sums, damaged == 0, values.length);
            case DICTIONARY -> {
                file.page(2, 7, 0, plain, sums, damaged == 0, values.length);
                data = file.bytes.size();
                file.page(0, 5, 8, indices(values.length), sums, damaged == 1, values.length);
            }
        }
        int end = file.bytes.size();
        file.footer(layout, first, data, end - first, values.length);
        int length = file.bytes.size() - end;
        file.bytes.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array());
        file.magic();
        return file.bytes.toByteArray();
    }

    private void magic() {
        bytes.writeBytes("PAR1".getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] plain(double... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(values).forEach(buffer::putDouble);
        return buffer.array();
    }

    /** Each value once, in runs of one index of eight bits. */
    private static byte[] indices(int count) {
        var indices = new byte[1 + 2 * count];
        indices[0] = Byte.SIZE;
        for (int i = 0; i < count; i++) {
            indices[1 + 2 * i] = 1 << 1;
            indices[2 + 2 * i] = (byte) i;
        }
        return indices;
    }

    private void page(int type, int headerField, int encoding, byte[] content, boolean sum, boolean damaged,
            int values) {
        number(1, I32, type);
        number(2, I32, content.length);
        number(3, I32, content.length);
        if (sum) {
            var crc = new CRC32();
            crc.update(content);
            int value = (int) crc.getValue(); // with its sign, as the format has it
            number(4, I32, value);
        }
        begin(headerField);
        number(1, I32, values);
        switch (type) {
            case 0 -> {
                number(2, I32, encoding);
                number(3, I32, 3);
                number(4, I32, 3);
            }
            case 2 -> number(2, I32, encoding);
            default -> {
                number(2, I32, 0);
                number(3, I32, values);
                number(4, I32, encoding);
                number(5, I32, 0);
                number(6, I32, 0);
            }
        }
        end(headerField);
        end(0);
        byte[] written = content.clone();
        if (damaged) {
            written[written.length - 2] ^= 4;
        }
        bytes.writeBytes(written);
    }

    private void footer(Layout layout, int first, int data, int length, int rows) {
        number(1, I32, 1);
        list(2, STRUCT, 2);
        text(4, "schema");
        number(5, I32, 1);
        end(0);
        number(1, I32, DOUBLE);
        number(3, I32, 0);
        text(4, "x");
        end(2);
        number(3, I64, rows);
        list(4, STRUCT, 1);
        list(1, STRUCT, 1);
        number(2, I64, first);
        begin(3);
        number(1, I32, DOUBLE);
        list(2, I32, 1);
        varint(0);
        field = 2;
        list(3, BINARY, 1);
        text("x");
        field = 3;
        number(4, I32, 0);
        number(5, I64, rows);
        number(6, I64, length);
        number(7, I64, length);
        number(9, I64, data);
        if (layout == Layout.DICTIONARY) {
            number(11, I64, first);
        }
        end(3);
        end(1);
        number(2, I64, length);
        number(3, I64, rows);
        end(4);
        end(0);
    }

    private void header(int number, int type) {
        bytes.write((number - field) << 4 | type);
        field = number;
    }

    private void number(int number, int type, long value) {
        header(number, type);
        varint(value << 1 ^ value >> 63);
    }

    private void text(int number, String text) {
        header(number, BINARY);
        text(text);
    }

    private void text(String text) {
        varint(text.length());
        bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void list(int number, int type, int count) {
        header(number, LIST);
        bytes.write(count << 4 | type);
        field = 0;
    }

    private void begin(int number) {
        header(number, STRUCT);
        field = 0;
    }

    /** @param around the number of the field that the structure is, or is a list's last element of */
    private void end(int around) {
        bytes.write(0);
        field = around;
    }

    private void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        bytes.write((int) left);
    }
}

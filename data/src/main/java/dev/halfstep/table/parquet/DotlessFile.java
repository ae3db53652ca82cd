package dev.halfstep.table.parquet;

import dev.hardwood.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * A Parquet file in whose columns' names something else stands for each point. hardwood looks a column up by its name, takes a point
 * for the way into a group, and does not find it.
 */
final class DotlessFile implements InputFile {

    /** No tool writes it into names; one byte in UTF-8, as the point is. */
    private static final char STANDS_FOR_POINT = '\u001f';
    /** The length of the metadata and the magic number, at the end of the file. */
    private static final int TAIL = 8;

    private final InputFile file;
    private final Collection<String> names;
    private long metadataAt;
    private byte[] metadata = {};

    /** @param names of columns, with points in them */
    DotlessFile(InputFile file, Collection<String> names) {
        this.file = file;
        this.names = names;
    }

    /** The name of a column as the file has it. */
    static String name(String read) {
        return read.replace(STANDS_FOR_POINT, '.');
    }

    @Override
    public void open() throws IOException {
        file.open();
        int length = file.readRange(file.length() - TAIL, TAIL).order(ByteOrder.LITTLE_ENDIAN).getInt();
        metadataAt = file.length() - TAIL - length;
        metadata = new byte[length];
        file.readRange(metadataAt, length).get(metadata);
        for (String name : names) {
            replace(name.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A name stands behind its length, seven bits a byte, the lowest first. */
    private void replace(byte[] name) {
        byte[] length = name.length < 0x80 ? new byte[] {(byte) name.length}
                : new byte[] {(byte) (name.length | 0x80), (byte) (name.length >> 7)};
        for (int at = 0; at + length.length + name.length <= metadata.length; at++) {
            if (stands(length, at) && stands(name, at + length.length)) {
                for (int i = at + length.length; i < at + length.length + name.length; i++) {
                    metadata[i] = metadata[i] == '.' ? (byte) STANDS_FOR_POINT : metadata[i];
                }
            }
        }
    }

    private boolean stands(byte[] text, int at) {
        for (int i = 0; i < text.length; i++) {
            if (metadata[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public ByteBuffer readRange(long offset, int length) throws IOException {
        ByteBuffer read = file.readRange(offset, length);
        long from = Math.max(offset, metadataAt);
        long to = Math.min(offset + length, metadataAt + metadata.length);
        if (from >= to) {
            return read;
        }
        ByteBuffer changed = ByteBuffer.allocate(length).order(read.order());
        changed.put(read.duplicate());
        changed.put((int) (from - offset), metadata, (int) (from - metadataAt), (int) (to - from));
        return changed.flip();
    }

    @Override
    public long length() throws IOException {
        return file.length();
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

package dev.halfstep.tflite;

import dev.halfstep.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A flatbuffer table in a file that is not trusted. Every offset and length is checked against the file before it is used or
 * anything is allocated for it, and a {@link Budget} stops files whose parts overlap so that they unfold to many times their
 * size.
 */
final class Table {

    private static final int OFFSET = 4;
    /** What a table takes in memory, or in a file with its fields; offsets to one and the same may take far less. */
    private static final int BYTES = 32;

    private final ByteBuffer file;
    private final Budget budget;
    private final int start;
    private final int vtable;
    private final int vtableSize;

    private Table(ByteBuffer file, Budget budget, int start) {
        this.file = file;
        this.budget = budget;
        this.start = start;
        budget.spend(BYTES, start);
        long candidate = (long) start - int32At(start);
        vtable = checked(candidate, 4, start);
        vtableSize = uint16At(vtable);
        if (vtableSize < 4 || vtableSize % 2 != 0) {
            throw damaged(vtable);
        }
        checked(vtable, vtableSize, start);
    }

    /** How many bytes may still be unfolded from a file. */
    static final class Budget {

        private long left;

        Budget(long bytes) {
            left = bytes;
        }

        void spend(long bytes, int place) {
            left -= bytes;
            if (left < 0) {
                throw Problem.model("the parts of the file overlap so that they would unfold to many times its size")
                        .at("byte " + place);
            }
        }
    }

    /**
     * The root table.
     *
     * @throws Problem if the bytes are too few or their offset leads outside
     */
    static Table root(byte[] bytes, Budget budget) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 2 * OFFSET) {
            throw Problem.model("the file has " + bytes.length + " bytes, too few for a model");
        }
        long start = file.getInt(0) & 0xffffffffL;
        if (start > bytes.length - OFFSET) {
            throw damaged(0);
        }
        return new Table(file, budget, (int) start);
    }

    int int8(int slot, int otherwise) {
        int at = field(slot, 1);
        return at == 0 ? otherwise : file.get(at);
    }

    boolean bool(int slot) {
        return int8(slot, 0) != 0;
    }

    int int32(int slot, int otherwise) {
        int at = field(slot, 4);
        return at == 0 ? otherwise : file.getInt(at);
    }

    float float32(int slot, float otherwise) {
        int at = field(slot, 4);
        return at == 0 ? otherwise : file.getFloat(at);
    }

    long int64(int slot, long otherwise) {
        int at = field(slot, 8);
        return at == 0 ? otherwise : file.getLong(at);
    }

    /** An index or a size, which the schema holds as an unsigned 32-bit integer. */
    int index(int slot) {
        int value = int32(slot, 0);
        if (value < 0) {
            throw damaged(start);
        }
        return value;
    }

    boolean has(int slot) {
        return field(slot, 1) != 0;
    }

    Optional<Table> table(int slot) {
        int at = field(slot, OFFSET);
        return at == 0 ? Optional.empty() : Optional.of(new Table(file, budget, follow(at)));
    }

    /** The tables of a vector; empty where it is absent. */
    List<Table> tables(int slot) {
        Vector vector = vector(slot, OFFSET);
        var tables = new ArrayList<Table>();
        for (int i = 0; i < vector.length; i++) {
            tables.add(new Table(file, budget, follow(vector.start + OFFSET * i)));
        }
        return tables;
    }

    int[] ints(int slot) {
        Vector vector = vector(slot, 4);
        var ints = new int[vector.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = file.getInt(vector.start + 4 * i);
        }
        return ints;
    }

    float[] floats(int slot) {
        Vector vector = vector(slot, 4);
        var floats = new float[vector.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = file.getFloat(vector.start + 4 * i);
        }
        return floats;
    }

    long[] longs(int slot) {
        Vector vector = vector(slot, 8);
        var longs = new long[vector.length];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = file.getLong(vector.start + 8 * i);
        }
        return longs;
    }

    /** A text; empty where it is absent. */
    String string(int slot) {
        Vector vector = vector(slot, 1);
        return StandardCharsets.UTF_8.decode(file.slice(vector.start, vector.length)).toString();
    }

    /** A byte vector as a view of the file; empty where it is absent. */
    ByteBuffer bytes(int slot) {
        int at = field(slot, OFFSET);
        if (at == 0) {
            return ByteBuffer.allocate(0);
        }
        int vector = follow(at);
        return bytesAt(vector + OFFSET, uint32At(vector));
    }

    /**
     * Bytes anywhere in the file, as a view.
     *
     * @throws Problem if they lie outside
     */
    ByteBuffer bytesAt(long from, long length) {
        int checkedFrom = checked(from, length, start);
        return file.slice(checkedFrom, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private record Vector(int start, int length) {}

    private Vector vector(int slot, int elementSize) {
        int at = field(slot, OFFSET);
        if (at == 0) {
            return new Vector(0, 0);
        }
        int vector = follow(at);
        long length = uint32At(vector);
        checked(vector + (long) OFFSET, length * elementSize, vector);
        budget.spend(length * elementSize, vector);
        return new Vector(vector + OFFSET, (int) length);
    }

    /** Where a field's value stands, or 0 where the field is absent. */
    private int field(int slot, int size) {
        int entry = 4 + 2 * slot;
        if (entry + 2 > vtableSize) {
            return 0;
        }
        int offset = uint16At(vtable + entry);
        return offset == 0 ? 0 : checked((long) start + offset, size, start);
    }

    private int follow(int at) {
        return checked((long) at + uint32At(at), OFFSET, at);
    }

    private int int32At(int at) {
        return file.getInt(checked(at, 4, at));
    }

    private long uint32At(int at) {
        return int32At(at) & 0xffffffffL;
    }

    private int uint16At(int at) {
        return file.getShort(checked(at, 2, at)) & 0xffff;
    }

    private int checked(long at, long size, int place) {
        if (at < 0 || size < 0 || at > file.limit() - size) {
            throw damaged(place);
        }
        return (int) at;
    }

    static Problem damaged(int place) {
        return Problem.model("the file is damaged or cut short: what stands here leads outside of it")
                .at("byte " + place)
                .remedy("Get the file again from where it came.");
    }
}

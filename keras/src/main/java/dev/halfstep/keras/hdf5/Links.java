package dev.halfstep.keras.hdf5;

import dev.halfstep.keras.hdf5.Contents.Cursor;
import dev.halfstep.keras.hdf5.Header.Message;
import dev.halfstep.problem.Problem;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/** The names in a group, with the addresses of the objects that they stand for. */
final class Links {

    /** In place of the address of what a symbolic or an external link means. */
    static final long ELSEWHERE = -2;

    private static final int SOFT_ENTRY = 2;
    private static final int SCRATCH = 16;

    private final Contents contents;
    private final Map<String, Long> addresses = new HashMap<>();

    private Links(Contents contents) {
        this.contents = contents;
    }

    static Map<String, Long> of(Contents contents, Header header) {
        var links = new Links(contents);
        header.first(Header.SYMBOL_TABLE).ifPresent(message -> links.addTable(message.read()));
        header.all(Header.LINK).forEach(links::add);
        header.first(Header.LINK_INFO).ifPresent(Links::requireNoHeap);
        return links.addresses;
    }

    private static void requireNoHeap(Message message) {
        Cursor info = message.read();
        int flags = info.skip(1).u8();
        if (info.skip((flags & 1) == 0 ? 0 : Long.BYTES).address() != Contents.UNDEFINED) {
            throw Problem.model("a group holds its links as newer versions of HDF5 do by choice, which is not read")
                    .remedy("Save the model by Keras.");
        }
    }

    /** A link by itself. */
    private void add(Message message) {
        Cursor link = message.read();
        int flags = link.skip(1).u8();
        int type = (flags & 8) == 0 ? 0 : link.u8();
        link.skip((flags & 4) == 0 ? 0 : Long.BYTES).skip((flags & 0x10) == 0 ? 0 : 1);
        long length = link.number(1 << (flags & 3));
        String name = link.text((int) Math.min(length & Long.MAX_VALUE, Integer.MAX_VALUE));
        put(name, type == 0 ? link.address() : ELSEWHERE);
    }

    private void put(String name, long address) {
        if (addresses.put(name, address) != null) {
            throw Contents.damaged("a group has '" + name + "' twice", 0);
        }
    }

    /** All links of a group, in a tree of tables with their names in a heap. */
    private void addTable(Cursor message) {
        long tree = message.address();
        Cursor heap = contents.at(message.address(), 8 + 2L * contents.sizeOfLengths() + contents.sizeOfOffsets());
        heap.expect("HEAP");
        long size = heap.skip(4).length();
        long names = heap.skip(contents.sizeOfLengths()).address();
        var left = new ArrayDeque<Long>();
        left.add(tree);
        while (!left.isEmpty()) {
            long address = left.remove();
            if (contents.at(address, 1).u8() == 'S') {
                addEntries(address, names, size);
            } else {
                addChildren(address, left);
            }
        }
    }

    private void addChildren(long address, ArrayDeque<Long> left) {
        int prefix = 8 + 2 * contents.sizeOfOffsets();
        Cursor node = contents.at(address, prefix);
        node.expect("TREE");
        int type = node.u8();
        int count = node.skip(1).u16();
        if (type != 0) {
            throw Contents.damaged("the tree of a group is of another kind", address);
        }
        int each = contents.sizeOfLengths() + contents.sizeOfOffsets();
        Cursor children = contents.at(address + prefix, (long) each * count);
        for (int i = 0; i < count; i++) {
            left.add(children.skip(contents.sizeOfLengths()).address());
        }
    }

    private void addEntries(long address, long names, long size) {
        int prefix = 8;
        Cursor table = contents.at(address, prefix);
        table.expect("SNOD");
        int count = table.skip(2).u16();
        int each = 2 * contents.sizeOfOffsets() + 8 + SCRATCH;
        Cursor entries = contents.at(address + prefix, (long) each * count);
        for (int i = 0; i < count; i++) {
            long name = entries.address();
            long object = entries.address();
            long kind = entries.u32();
            entries.skip(4 + SCRATCH);
            put(name(names, size, name), kind == SOFT_ENTRY ? ELSEWHERE : object);
        }
    }

    private String name(long names, long size, long offset) {
        if (offset < 0 || offset >= size) {
            throw Contents.damaged("a name lies outside of its heap", names);
        }
        return contents.text(names + offset, size - offset);
    }
}

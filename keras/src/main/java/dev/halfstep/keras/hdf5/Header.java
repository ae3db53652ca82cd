package dev.halfstep.keras.hdf5;

import dev.halfstep.keras.hdf5.Contents.Cursor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the header of an object says: its messages. */
record Header(List<Message> messages) {

    static final int DATASPACE = 0x1;
    static final int LINK_INFO = 0x2;
    static final int DATATYPE = 0x3;
    static final int LINK = 0x6;
    static final int EXTERNAL_FILES = 0x7;
    static final int LAYOUT = 0x8;
    static final int FILTERS = 0xb;
    static final int ATTRIBUTE = 0xc;
    static final int SYMBOL_TABLE = 0x11;
    static final int ATTRIBUTE_INFO = 0x15;

    private static final int CONTINUATION = 0x10;
    private static final int SIGNED_VERSION = 2;
    private static final int PREFIX = 16;
    private static final int CHECKSUM = 4;

    /**
     * One message.
     *
     * @param isShared whether it only says where the message is
     */
    record Message(int type, boolean isShared, Contents contents, long start, int size) {

        /** A cursor on what it says. */
        Cursor read() {
            return contents.at(start, size);
        }
    }

    /** A block of messages. */
    private record Block(long address, long length) {}

    static Header at(Contents contents, long address) {
        boolean isNew = contents.at(address, 1).u8() == 'O';
        return new Header(isNew ? newer(contents, address) : older(contents, address));
    }

    private static List<Message> older(Contents contents, long address) {
        Cursor prefix = contents.at(address, PREFIX);
        int version = prefix.u8();
        if (version != 1) {
            throw Contents.damaged("the header of an object has the version " + version, address);
        }
        int count = prefix.skip(1).u16();
        prefix.skip(Integer.BYTES);
        var messages = new ArrayList<Message>();
        var blocks = new ArrayDeque<Block>();
        blocks.add(new Block(address + PREFIX, prefix.u32()));
        while (!blocks.isEmpty() && messages.size() < count) {
            Block block = blocks.remove();
            Cursor cursor = contents.at(block.address, block.length);
            long start = block.address - cursor.position();
            while (cursor.left() >= Long.BYTES && messages.size() < count) {
                int type = cursor.u16();
                int size = cursor.u16();
                int flags = cursor.u8();
                cursor.skip(3);
                add(contents, messages, blocks, type, flags, start + cursor.position(), cursor.part(size), 0);
            }
        }
        return messages;
    }

    private static List<Message> newer(Contents contents, long address) {
        Cursor prefix = contents.at(address, Math.min(PREFIX + PREFIX, contents.size() - address));
        long start = address - prefix.position();
        prefix.expect("OHDR");
        int version = prefix.u8();
        if (version != SIGNED_VERSION) {
            throw Contents.damaged("the header of an object has the version " + version, address);
        }
        int flags = prefix.u8();
        prefix.skip((flags & 0x20) == 0 ? 0 : 4 * Integer.BYTES).skip((flags & 0x10) == 0 ? 0 : 2 * Short.BYTES);
        long length = prefix.number(1 << (flags & 3));
        int order = (flags & 4) == 0 ? 0 : Short.BYTES;
        var messages = new ArrayList<Message>();
        var blocks = new ArrayDeque<Block>();
        blocks.add(new Block(start + prefix.position(), length));
        while (!blocks.isEmpty()) {
            Block block = blocks.remove();
            Cursor cursor = contents.at(block.address, block.length);
            long shift = block.address - cursor.position();
            while (cursor.left() >= Integer.BYTES + order) {
                int type = cursor.u8();
                int size = cursor.u16();
                int messageFlags = cursor.u8();
                cursor.skip(order);
                add(contents, messages, blocks, type, messageFlags, shift + cursor.position(), cursor.part(size),
                        CHECKSUM);
            }
        }
        return messages;
    }

    private static void add(Contents contents, List<Message> messages, ArrayDeque<Block> blocks, int type, int flags,
            long start, Cursor message, int signature) {
        if (type == CONTINUATION) {
            long address = message.address();
            long length = message.length();
            // Between a mark and a checksum, where there are such.
            blocks.add(new Block(address + signature, length - 2L * signature));
        }
        messages.add(new Message(type, (flags & 2) != 0, contents, start, message.left()));
    }

    /** The first message of a type. */
    Optional<Message> first(int type) {
        return messages.stream().filter(message -> message.type == type).findFirst();
    }

    List<Message> all(int type) {
        return messages.stream().filter(message -> message.type == type).toList();
    }
}

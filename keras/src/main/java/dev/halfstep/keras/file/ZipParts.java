package dev.halfstep.keras.file;

import dev.halfstep.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The parts of a zip archive in memory. Nothing is unpacked but what is asked for, and nothing that grows out of proportion. */
final class ZipParts {

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int END_SIZE = 22;
    private static final int ENTRY_SIZE = 46;
    private static final int LOCAL_SIZE = 30;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int ENCRYPTED = 1;
    /** Weights hardly shrink, apart from those that are still zero; texts by a factor of ten or so. */
    private static final int MOST_GROWTH = 64;
    private static final int ALWAYS_ALLOWED = 1 << 20;

    private final ByteBuffer bytes;
    private final Map<String, Entry> entries = new HashMap<>();

    private record Entry(int method, boolean isEncrypted, int crc, long packed, long size, long header) {}

    private ZipParts(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether bytes begin as an archive does. */
    static boolean matches(byte[] bytes) {
        return bytes.length >= END_SIZE
                && ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == LOCAL_SIGNATURE;
    }

    /**
     * Reads the directory of an archive.
     *
     * @throws Problem if it is damaged
     */
    static ZipParts of(byte[] bytes) {
        var parts = new ZipParts(bytes);
        parts.readDirectory();
        return parts;
    }

    private void readDirectory() {
        int end = end();
        int count = u16(end + 10);
        long at = u32(end + 16);
        for (int i = 0; i < count; i++) {
            int start = within(at, ENTRY_SIZE);
            if (bytes.getInt(start) != ENTRY_SIGNATURE) {
                throw damaged("its directory", at);
            }
            int nameLength = u16(start + 28);
            int name = within(at + ENTRY_SIZE, nameLength);
            var entry = new Entry(u16(start + 10), (u16(start + 8) & ENCRYPTED) != 0, bytes.getInt(start + 16),
                    u32(start + 20), u32(start + 24), u32(start + 42));
            String text = new String(bytes.array(), name, nameLength, StandardCharsets.UTF_8);
            if (entries.put(text, entry) != null) {
                throw damaged("two parts with one name", at);
            }
            at += ENTRY_SIZE + nameLength + u16(start + 30) + u16(start + 32);
        }
    }

    private int end() {
        int first = Math.max(0, bytes.capacity() - END_SIZE - LONGEST_COMMENT);
        for (int at = bytes.capacity() - END_SIZE; at >= first; at--) {
            if (bytes.getInt(at) == END_SIGNATURE) {
                return at;
            }
        }
        throw damaged("the end, where its directory is told", bytes.capacity());
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    /**
     * A part, unpacked.
     *
     * @throws Problem if it is damaged, or would grow out of proportion
     */
    Optional<byte[]> part(String name) {
        return Optional.ofNullable(entries.get(name)).map(entry -> {
            try {
                return unpacked(entry);
            } catch (Problem problem) {
                throw problem.at(name);
            }
        });
    }

    private byte[] unpacked(Entry entry) {
        if (entry.isEncrypted) {
            throw Problem.model("it is encrypted");
        }
        int header = within(entry.header, LOCAL_SIZE);
        if (bytes.getInt(header) != LOCAL_SIGNATURE) {
            throw damaged("the header of a part", entry.header);
        }
        int start = within((long) header + LOCAL_SIZE + u16(header + 26) + u16(header + 28), entry.packed);
        byte[] contents = switch (entry.method) {
            case STORED -> Arrays.copyOfRange(bytes.array(), start, (int) (start + entry.packed));
            case DEFLATED -> inflated(start, entry);
            default -> throw Problem.model("it is compressed in a way that is not read (" + entry.method + ")")
                    .remedy("Save the model by Keras.");
        };
        var crc = new CRC32();
        crc.update(contents);
        if (contents.length != entry.size || (int) crc.getValue() != entry.crc) {
            throw damaged("the contents of a part", start);
        }
        return contents;
    }

    private byte[] inflated(int start, Entry entry) {
        if (entry.size > ALWAYS_ALLOWED && entry.size > MOST_GROWTH * entry.packed) {
            throw Problem.limit("it would grow from " + entry.packed + " to " + entry.size + " bytes")
                    .remedy("Save the model by Keras, which does not compress.");
        }
        if (entry.size > Integer.MAX_VALUE - 8) {
            throw Problem.limit("it has " + entry.size + " bytes, more than can be held");
        }
        var contents = new byte[(int) entry.size];
        var inflater = new Inflater(true);
        try {
            inflater.setInput(bytes.array(), start, (int) entry.packed);
            int length = 0;
            while (length < contents.length) {
                int more = inflater.inflate(contents, length, contents.length - length);
                if (more == 0) {
                    throw damaged("the contents of a part", start);
                }
                length += more;
            }
            return contents;
        } catch (DataFormatException e) {
            throw damaged("the contents of a part", start).because(e);
        } finally {
            inflater.end();
        }
    }

    private int within(long at, long length) {
        if (length > bytes.capacity() || at > bytes.capacity() - length) {
            throw damaged("a part, which is said to be beyond the end", at);
        }
        return (int) at;
    }

    private int u16(int at) {
        return bytes.getShort(within(at, Short.BYTES)) & 0xffff;
    }

    private long u32(int at) {
        return bytes.getInt(within(at, Integer.BYTES)) & 0xffff_ffffL;
    }

    private static Problem damaged(String what, long at) {
        return Problem.model("the zip archive is damaged near byte " + at + ": " + what + " is not as it should be")
                .remedy("Get the file again.");
    }
}

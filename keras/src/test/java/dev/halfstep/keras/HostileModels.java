package dev.halfstep.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Files that once were sound: bytes of the HDF5 part, values of the configuration or bytes of the archive are others. */
final class HostileModels {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LARGEST_SEED = 100_000;
    private static final long[] NUMBERS = {0, -1, 1, 2, 3, 7, 8, 16, 255, 65_535, Integer.MAX_VALUE, Integer.MIN_VALUE,
            Long.MAX_VALUE, 1L << 32, 1L << 40, 4096};
    private static final List<Archive.Case> SEEDS = Stream.of("layers.zip", "old.zip", "stacks.zip")
            .flatMap(zip -> Archive.cases(zip).stream()).filter(each -> each.bytes().length < LARGEST_SEED).toList();

    private static final List<byte[]> HDF5 = SEEDS.stream().map(seed -> seed.file().endsWith(".h5") ? seed.bytes()
            : Objects.requireNonNull(parts(seed.bytes()).get("model.weights.h5"))).toList();

    private final SplittableRandom random;

    private HostileModels(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A file. */
    static byte[] of(long seed) {
        return new HostileModels(seed).file();
    }

    /** The HDF5 part of one. */
    static byte[] hdf5(long seed) {
        var hostile = new HostileModels(seed);
        return hostile.hostile(HDF5.get(hostile.random.nextInt(HDF5.size())));
    }

    private byte[] file() {
        Archive.Case seed = SEEDS.get(random.nextInt(SEEDS.size()));
        if (seed.file().endsWith(".h5")) {
            return random.nextInt(3) == 0 ? hostileText(seed.bytes()) : hostile(seed.bytes());
        }
        if (random.nextInt(10) == 0) {
            return hostile(seed.bytes());
        }
        Map<String, byte[]> parts = parts(seed.bytes());
        if (random.nextInt(3) == 0) {
            parts.computeIfPresent("model.weights.h5", (name, bytes) -> hostile(bytes));
        } else {
            parts.computeIfPresent("config.json", (name, bytes) -> hostileJson(bytes));
        }
        return zip(parts);
    }

    /** The parts of an archive. */
    static Map<String, byte[]> parts(byte[] archive) {
        var parts = new LinkedHashMap<String, byte[]>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                parts.put(entry.getName(), zip.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parts;
    }

    /** An archive as Keras writes it. */
    static byte[] zip(Map<String, byte[]> parts) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                var entry = new ZipEntry(part.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(part.getValue().length);
                var crc = new CRC32();
                crc.update(part.getValue());
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(part.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private byte[] hostile(byte[] sound) {
        byte[] bytes = sound.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> word(bytes, at, NUMBERS[random.nextInt(NUMBERS.length)]);
                // Another place of the file.
                case 3 -> word(bytes, at, random.nextInt(bytes.length) & ~7);
                case 4 -> {
                    int length = Math.min(1 + random.nextInt(64), bytes.length - at);
                    System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
                }
                default -> {
                    // Headers are dense where the file begins.
                    int early = random.nextInt(Math.min(4096, bytes.length));
                    word(bytes, early, NUMBERS[random.nextInt(NUMBERS.length)]);
                }
            }
        }
        return random.nextInt(20) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    private static void word(byte[] bytes, int at, long value) {
        int aligned = at & ~7;
        if (aligned + Long.BYTES <= bytes.length) {
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(aligned, value);
        }
    }

    /** Changes letters of the configuration within a file; its length stays. */
    private byte[] hostileText(byte[] file) {
        byte[] bytes = file.clone();
        int start = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("{\"class_name\"");
        for (int i = 0; start >= 0 && i < 3; i++) {
            int at = start + random.nextInt(Math.min(4000, bytes.length - start));
            byte[] letters = "0123456789-null[],{}\":e.".getBytes(StandardCharsets.ISO_8859_1);
            if (Character.isDigit(bytes[at]) || random.nextInt(4) == 0) {
                bytes[at] = letters[random.nextInt(letters.length)];
            }
        }
        return bytes;
    }

    private byte[] hostileJson(byte[] text) {
        try {
            JsonNode root = MAPPER.readTree(text);
            var nodes = new ArrayList<JsonNode>();
            collect(root, nodes);
            for (int i = 0; i <= random.nextInt(3); i++) {
                change(nodes.get(random.nextInt(nodes.size())), nodes);
            }
            return MAPPER.writeValueAsBytes(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> to) {
        if (node.isContainerNode() && !node.isEmpty()) {
            to.add(node);
        }
        node.forEach(child -> collect(child, to));
    }

    private void change(JsonNode node, List<JsonNode> all) {
        JsonNode other = value(all);
        if (node instanceof ArrayNode array && !array.isEmpty()) {
            int at = random.nextInt(array.size());
            switch (random.nextInt(4)) {
                case 0 -> array.remove(at);
                case 1 -> array.insert(at, other);
                default -> array.set(at, other);
            }
        } else if (node instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(4) == 0) {
                object.remove(name);
            } else {
                object.set(name, other);
            }
        }
    }

    private JsonNode value(List<JsonNode> all) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (random.nextInt(8)) {
            case 0 -> make.nullNode();
            case 1 -> make.numberNode(NUMBERS[random.nextInt(NUMBERS.length)]);
            case 2 -> make.numberNode(random.nextInt(10) - 2);
            case 3 -> make.numberNode(random.nextDouble() * 1e3 - 1);
            case 4 -> make.booleanNode(random.nextBoolean());
            case 5 -> all.get(random.nextInt(all.size())).deepCopy();
            default -> {
                // A value that stands elsewhere.
                JsonNode from = all.get(random.nextInt(all.size()));
                int at = random.nextInt(Math.max(1, from.size()));
                var values = new ArrayList<JsonNode>();
                from.forEach(values::add);
                yield values.isEmpty() ? make.textNode("x") : Objects.requireNonNull(values.get(at)).deepCopy();
            }
        };
    }
}

package dev.halfstep.tflite;

import dev.halfstep.fixture.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes hostile model files: sound ones of every op, and those of the reference that are small, with some of their fields, words
 * or bytes changed. What is changed is decided by a source, which may be a fuzzer's bytes or a seeded generator.
 */
final class HostileFiles {

    /** Where decisions come from. */
    @FunctionalInterface
    interface Source {
        /** The next decision, of 32 bits. */
        int next();

        default int below(int bound) {
            return Integer.remainderUnsigned(next(), bound);
        }
    }

    private static final int[] EXTREMES = {0, 1, -1, 2, 3, 4, 127, 128, 255, -128, 0x7fff, 0xffff, 1 << 16, 1 << 20,
            1 << 24, 1 << 30, Integer.MAX_VALUE, Integer.MAX_VALUE - 8, Integer.MIN_VALUE, Integer.MIN_VALUE + 1,
            Float.floatToIntBits(Float.NaN), Float.floatToIntBits(Float.POSITIVE_INFINITY),
            Float.floatToIntBits(Float.NEGATIVE_INFINITY), Float.floatToIntBits(1e38f), Float.floatToIntBits(-1e38f),
            Float.floatToIntBits(Float.MIN_VALUE), Float.floatToIntBits(1), Float.floatToIntBits(1e-6f)};
    private static final int LARGEST_REFERENCE = 5_000;
    private static final int MOST_EDITS = 4;
    private static final int BLOCK = 32;

    private static final List<Seed> SEEDS = seeds();

    private record Seed(byte[] bytes, List<FieldMap.Field> contents, List<FieldMap.Field> structure) {}

    private HostileFiles() {}

    private static List<Seed> seeds() {
        var files = new ArrayList<byte[]>();
        OpSeeds.all().forEach(graph -> files.add(TfliteWriter.toBytes(graph)));
        files.addAll(CallingNetworks.all().values());
        Reference.all().map(Reference::bytes).filter(bytes -> bytes.length < LARGEST_REFERENCE).forEach(files::add);
        return files.stream().map(bytes -> {
            FieldMap map = FieldMap.of(bytes);
            return new Seed(bytes, map.contents(), map.structure());
        }).toList();
    }

    /** The files as they are before anything is changed. */
    static List<byte[]> sound() {
        return SEEDS.stream().map(Seed::bytes).toList();
    }

    /** A file from a fuzzer's bytes: themselves if they are marked as a model, else what they decide. */
    static byte[] of(byte[] data) {
        boolean isModel = data.length >= 8 && Arrays.equals(data, 4, 8, new byte[] {'T', 'F', 'L', '3'}, 0, 4);
        if (isModel) {
            return data;
        }
        ByteBuffer decisions = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        return of(() -> switch (decisions.remaining()) {
            case 0 -> 0;
            case 1, 2, 3 -> decisions.get();
            default -> decisions.getInt();
        });
    }

    /** A sound file with up to a few changes. */
    static byte[] of(Source source) {
        Seed seed = SEEDS.get(source.below(SEEDS.size()));
        byte[] bytes = seed.bytes.clone();
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int most = 1 + source.below(MOST_EDITS);
        for (int edits = 1 + source.below(most); edits > 0; edits--) {
            edit(seed, file, source);
        }
        return source.below(64) == 1 ? Arrays.copyOf(bytes, source.below(bytes.length + 1)) : bytes;
    }

    private static void edit(Seed seed, ByteBuffer file, Source source) {
        int length = file.capacity();
        int word = 4 * source.below(length / 4 - 1);
        switch (source.below(16)) {
            case 0 -> file.put(source.below(length), (byte) source.next());
            case 1 -> file.putInt(word, extreme(source));
            case 2 -> file.putInt(word, file.getInt(word) + 4 * (source.below(64) - 32));
            case 3 -> swap(file, word, 4 * source.below(length / 4 - 1));
            case 4 -> copyBlock(file, source);
            case 5, 6 -> change(file, pick(seed.structure, source), seed.structure, source);
            default -> change(file, pick(seed.contents, source), seed.contents, source);
        }
    }

    private static int extreme(Source source) {
        return EXTREMES[source.below(EXTREMES.length)];
    }

    private static FieldMap.Field pick(List<FieldMap.Field> fields, Source source) {
        return fields.get(source.below(fields.size()));
    }

    private static void change(ByteBuffer file, FieldMap.Field field, List<FieldMap.Field> others, Source source) {
        long now = get(file, field);
        put(file, field, switch (source.below(6)) {
            case 0 -> extreme(source);
            case 1 -> now + source.below(9) - 4;
            case 2, 3 -> get(file, pick(others, source));
            case 4 -> source.below(12) - 2;
            default -> source.below(8) == 0 ? (long) source.next() << 32 : source.next();
        });
    }

    private static long get(ByteBuffer file, FieldMap.Field field) {
        return switch (field.size()) {
            case 1 -> file.get(field.at());
            case 2 -> file.getShort(field.at());
            case 4 -> file.getInt(field.at());
            default -> file.getLong(field.at());
        };
    }

    private static void put(ByteBuffer file, FieldMap.Field field, long value) {
        switch (field.size()) {
            case 1 -> file.put(field.at(), (byte) value);
            case 2 -> file.putShort(field.at(), (short) value);
            case 4 -> file.putInt(field.at(), (int) value);
            default -> file.putLong(field.at(), value);
        }
    }

    private static void swap(ByteBuffer file, int at, int other) {
        int kept = file.getInt(at);
        file.putInt(at, file.getInt(other));
        file.putInt(other, kept);
    }

    private static void copyBlock(ByteBuffer file, Source source) {
        int room = file.capacity() - BLOCK;
        var block = new byte[source.below(BLOCK)];
        file.get(source.below(room), block);
        file.put(source.below(room), block);
    }
}

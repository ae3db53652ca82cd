package dev.halfstep.tflite;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where the fuzzers start: all sound files, and decisions that change them. */
final class FuzzSeeds {

    private static final int DECISIONS = 64;
    private static final int SCRIPTS = 256;

    private FuzzSeeds() {}

    static Stream<byte[]> stream() {
        return Stream.concat(HostileFiles.sound().stream(),
                IntStream.range(0, SCRIPTS).mapToObj(FuzzSeeds::decisions));
    }

    private static byte[] decisions(int seed) {
        var bytes = new byte[DECISIONS];
        new Random(seed).nextBytes(bytes);
        ByteBuffer.wrap(bytes).putInt(0, Integer.reverseBytes(seed));
        return bytes;
    }
}

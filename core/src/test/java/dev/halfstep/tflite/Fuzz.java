package dev.halfstep.tflite;

import dev.halfstep.fixture.FuzzLoop;
import java.io.IOException;
import java.util.Locale;
import java.util.SplittableRandom;

/** Reads, runs or uses as many hostile files as are asked for; see docs/fuzzing.md. */
public final class Fuzz implements FuzzLoop.Target {

    /** What is done with each file. */
    private enum Mode {
        READ,
        RUN,
        USE
    }

    private final Mode mode;

    private Fuzz(Mode mode) {
        this.mode = mode;
    }

    /**
     * Fuzzes.
     *
     * @param args {@code read}, {@code run} or {@code use}; how many executions; the first seed
     */
    public static void main(String[] args) throws IOException {
        FuzzLoop.run(new Fuzz(Mode.valueOf(args[0].toUpperCase(Locale.ROOT))), args[1], args[2]);
    }

    @Override
    public byte[] file(long seed) {
        var random = new SplittableRandom(seed);
        return mode == Mode.USE ? new byte[0] : HostileFiles.of(random::nextInt);
    }

    @Override
    public boolean isSound(byte[] file, long seed) {
        return switch (mode) {
            case READ -> Survival.read(file).isPresent();
            case RUN -> Survival.readAndRun(file);
            case USE -> Uses.ofAny(seed);
        };
    }
}

package dev.halfstep.keras;

import dev.halfstep.fixture.FuzzLoop;
import dev.halfstep.format.ModelFormats;
import dev.halfstep.keras.hdf5.Hdf5Walk;
import dev.halfstep.problem.Problem;
import dev.halfstep.tflite.TfliteReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads as many hostile files as are asked for; see docs/fuzzing.md. */
public final class Fuzz implements FuzzLoop.Target {

    /** Not found as a service for each. */
    private static final KerasFormat FORMAT = new KerasFormat();
    private static final int WHOLE_EVERY = 16;
    private static final Path NAME = Path.of("model.keras");

    private final boolean isHdf5;

    private Fuzz(boolean isHdf5) {
        this.isHdf5 = isHdf5;
    }

    /**
     * Fuzzes.
     *
     * @param args {@code model}, or {@code hdf5} for that part alone; how many; the first seed
     */
    public static void main(String[] args) throws IOException {
        FuzzLoop.run(new Fuzz(args[0].equals("hdf5")), args[1], args[2]);
    }

    @Override
    public byte[] file(long seed) {
        return isHdf5 ? HostileModels.hdf5(seed) : HostileModels.of(seed);
    }

    @Override
    public boolean isSound(byte[] file, long seed) {
        return isHdf5 ? Hdf5Walk.all(file) : read(file, seed % WHOLE_EVERY == 0);
    }

    /** Whether a file is a model; a finding is thrown. */
    static boolean read(byte[] bytes, boolean isWhole) {
        try {
            if (isWhole) {
                TfliteReader.read(ModelFormats.tflite(NAME, bytes));
            } else {
                FORMAT.read(Optional.of(NAME), bytes);
            }
            return true;
        } catch (Problem problem) {
            return false;
        }
    }
}

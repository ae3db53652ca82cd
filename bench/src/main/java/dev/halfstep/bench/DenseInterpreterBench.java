package dev.halfstep.bench;

import dev.halfstep.interpret.Interpreter;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Value;
import dev.halfstep.tflite.TfliteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The bare interpreter on a full-uint8 network of the size that small tables take, from input codes to output codes on one
 * thread. Every method copies the input into its runtime and the output into a new array.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = {TfliteModel.NOTHING_FREED, "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow"})
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // by prepare()
public class DenseInterpreterBench {

    private static final long SEED = 1;
    private static final int INPUTS = 9;

    /** Rows that run at once. */
    @Param({"1", "1024"})
    public int rows;

    private Codes codes;
    private Interpreter interpreter;
    private TfliteModel reference;
    private TfliteModel builtin;
    private TfliteModel xnnpack;

    /** For JMH. */
    public DenseInterpreterBench() {}

    /**
     * Writes the model, loads it everywhere and makes sure that the same comes out: from Halfstep the codes of the reference
     * kernels, from the faster peers, which round in other ways, at most one code beside them.
     */
    @Setup
    public void prepare() throws IOException {
        var network = new DenseNetwork(SEED, INPUTS, 64, 1);
        codes = network.rows(rows);
        Path file = Files.createTempFile("dense", ".tflite");
        file.toFile().deleteOnExit();
        network.write(file);
        interpreter = Interpreter.prepare(TfliteReader.read(file));
        reference = TfliteModel.reference(file, rows, INPUTS);
        builtin = TfliteModel.builtin(file, rows, INPUTS);
        xnnpack = TfliteModel.xnnpack(file, rows, INPUTS);
        requireClose("halfstep", ((Codes) halfstep()).rawBytes(), 0);
        requireClose("tfliteBuiltin", tfliteBuiltin(), 1);
        requireClose("tfliteXnnpack", tfliteXnnpack(), 1);
    }

    private void requireClose(String who, byte[] actual, int tolerance) {
        byte[] expected = tfliteReference();
        for (int i = 0; i < expected.length; i++) {
            int code = Byte.toUnsignedInt(actual[i]);
            if (Math.abs(code - Byte.toUnsignedInt(expected[i])) > tolerance) {
                throw new IllegalStateException(who + " gives the code " + code + " for row " + i
                        + ", TensorFlow Lite's reference kernels give " + Byte.toUnsignedInt(expected[i]));
            }
        }
    }

    @Benchmark
    public Value halfstep() {
        return interpreter.run(codes);
    }

    @Benchmark
    public byte[] tfliteReference() {
        return reference.run(codes.rawBytes());
    }

    @Benchmark
    public byte[] tfliteBuiltin() {
        return builtin.run(codes.rawBytes());
    }

    @Benchmark
    public byte[] tfliteXnnpack() {
        return xnnpack.run(codes.rawBytes());
    }
}

package dev.halfstep.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.Allocation;
import dev.halfstep.fixture.Reference;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged files give a graph or a Problem, and nothing else: no other exception, no hang, no allocation out of proportion. What
 * can still be read runs, or is a Problem.
 */
@Timeout(600)
class MutationTest {

    private static final int MUTATIONS = 20_000;
    private static final int[] EXTREMES = {0, 1, -1, 2, 127, 128, 255, -128, 0xffff, 1 << 16, 1 << 24,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE - 8, Integer.MIN_VALUE, Float.floatToIntBits(Float.NaN), Float.floatToIntBits(1e38f),
            Float.floatToIntBits(Float.MIN_VALUE)};

    @ParameterizedTest
    @MethodSource("dev.halfstep.fixture.Reference#all")
    void truncations(Reference reference) {
        byte[] whole = reference.bytes();
        long survivors = survivors(whole.length,
                length -> assertSafe(Arrays.copyOf(whole, length), reference + " cut to " + length + " bytes"));
        // The converter appends its metadata to the end: what is missing after the last byte that counts is not missed.
        assertThat(survivors).isLessThan(16);
    }

    @ParameterizedTest
    @MethodSource("dev.halfstep.fixture.Reference#all")
    void randomDamage(Reference reference) {
        byte[] whole = reference.bytes();
        long survivors = survivors(MUTATIONS,
                seed -> assertSafe(damaged(whole, new Random(seed)), reference + " with seed " + seed));
        // Else the test would show nothing about what runs, or about what is refused.
        assertThat(survivors).isBetween(MUTATIONS / 10L, MUTATIONS * 9L / 10);
    }

    /** In a pool of their own, whose stacks are short: a refused file costs little more than its stack traces. */
    private static long survivors(int files, IntPredicate canBeRead) {
        try (var pool = new ForkJoinPool()) {
            return pool.submit(() -> IntStream.range(0, files).parallel().filter(canBeRead).count()).join();
        }
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] damaged = whole.clone();
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            damage(damaged, random);
        }
        return damaged;
    }

    private static void damage(byte[] bytes, Random random) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int at = 4 * random.nextInt(bytes.length / 4 - 1);
        int other = 4 * random.nextInt(bytes.length / 4 - 1);
        switch (random.nextInt(5)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            case 2 -> buffer.putInt(at, EXTREMES[random.nextInt(EXTREMES.length)]);
            case 3 -> buffer.putInt(at, buffer.getInt(at) + 4 * (random.nextInt(64) - 32));
            default -> swap(buffer, at, other);
        }
    }

    private static void swap(ByteBuffer buffer, int at, int other) {
        int kept = buffer.getInt(at);
        buffer.putInt(at, buffer.getInt(other));
        buffer.putInt(other, kept);
    }

    /** Whether it could be read. */
    private static boolean assertSafe(byte[] bytes, String what) {
        try {
            return readAndRun(bytes);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what + ", kept in " + keep(bytes), e);
        }
    }

    private static boolean readAndRun(byte[] bytes) {
        Graph[] graph = new Graph[1];
        long allocated = Allocation.of(() -> graph[0] = readOrRefuse(bytes));
        // The JVM itself allocates some megabytes where classes and lambdas are met for the first time.
        long most = (1 << 20) + 64L * bytes.length;
        if (allocated > most && Allocation.of(() -> readOrRefuse(bytes)) > most) {
            throw new AssertionError("reading allocates " + allocated + " bytes");
        }
        if (graph[0] == null) {
            return false;
        }
        try {
            List<Value> inputs = graph[0].inputTensors().stream().map(MutationTest::zeros).toList();
            Interpreter.prepare(graph[0]).run(inputs);
        } catch (Problem _) {
            return true;
        }
        return true;
    }

    private static Graph readOrRefuse(byte[] bytes) {
        try {
            return TfliteReader.read(bytes);
        } catch (Problem _) {
            return null;
        }
    }

    private static Value zeros(TensorInfo tensor) {
        return switch (tensor.dtype()) {
            case FLOAT32 -> Tensor.of(tensor.shape(), new float[tensor.shape().elements()]);
            case FLOAT16 -> Tensor.half(tensor.shape(), new float[tensor.shape().elements()]);
            case UINT8, INT4, INT8, INT16, INT32, INT64, BOOL -> Codes.of(tensor.dtype(), tensor.shape(),
                    new long[tensor.shape().elements()], tensor.quantization().orElse(null));
        };
    }

    /** For the debugger: what a test made up is gone with its process otherwise. */
    private static Path keep(byte[] bytes) {
        try {
            return Files.write(Files.createTempFile("damaged-", ".tflite"), bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

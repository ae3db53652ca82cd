package dev.halfstep.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfstep.interpret.Interpreter;
import dev.halfstep.judge.Resolver;
import dev.halfstep.judge.Result;
import dev.halfstep.judge.TfliteJudge;
import dev.halfstep.judge.TfliteJudge.Job;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Runs cases by us and by TensorFlow Lite's reference kernels, and compares what comes out. */
final class OpsJudge {

    /** How far a float may be off, as a part of its size, or absolutely below 1. */
    static final double FLOAT_TOLERANCE = 1e-5;

    private OpsJudge() {}

    /**
     * Every case must give what TensorFlow Lite gives for it: integers exactly, floats to {@link #FLOAT_TOLERANCE}.
     *
     * @param directory where the models' files go; those of failed cases stay there
     */
    static void assertSame(List<OpCase> cases, Path directory) {
        assertSame(cases, directory, Resolver.REFERENCE);
    }

    /**
     * The same for ops of versions that the reference resolver does not list, although the kernels are the same.
     *
     * @param resolver whose kernels judge
     */
    static void assertSame(List<OpCase> cases, Path directory, Resolver resolver) {
        assumeTrue(TfliteJudge.isAvailable(resolver), TfliteJudge::whyUnavailable);
        List<Path> files = new ArrayList<>();
        List<Job> jobs = new ArrayList<>();
        for (OpCase one : cases) {
            Path file = directory.resolve(files.size() + ".tflite");
            TfliteWriter.write(one.graph(), file);
            files.add(file);
            jobs.add(new Job(file, bytes(one.inputs()), resolver));
        }
        List<Result> results = TfliteJudge.attempt(jobs);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            List<Value> ours = Interpreter.prepare(TfliteReader.read(files.get(i))).run(cases.get(i).inputs());
            String difference = results.get(i).isRefused() ? "TensorFlow Lite refuses it"
                    : difference(ours, results.get(i));
            if (!difference.isEmpty()) {
                wrong.add(cases.get(i) + " (" + files.get(i).getFileName() + "): " + difference);
            }
        }
        assertThat(wrong).as("%d of %d cases differ, the first of them", wrong.size(), cases.size())
                .isEmpty();
    }

    /** What differs, or nothing. */
    private static String difference(List<Value> ours, Result theirs) {
        int count = theirs.outputs().size();
        if (ours.size() != count) {
            return ours.size() + " outputs, not " + count;
        }
        ByteBuffer raw = ByteBuffer.wrap(theirs.rawOutputs()).order(ByteOrder.LITTLE_ENDIAN);
        for (int o = 0; o < count; o++) {
            Value mine = ours.get(o);
            if (!mine.shape().equals(dev.halfstep.tensor.Shape
                    .of(theirs.outputs().get(o).shape().stream().mapToInt(Integer::intValue).toArray()))) {
                return "output " + o + " has the shape " + mine.shape() + ", not " + theirs.outputs().get(o).shape();
            }
            String difference = switch (mine) {
                case Tensor real -> floats(real, raw);
                case Codes codes -> codes(codes, raw);
            };
            if (!difference.isEmpty()) {
                return "output " + o + " " + difference;
            }
        }
        return "";
    }

    private static String floats(Tensor ours, ByteBuffer raw) {
        return first(ours.shape().elements(), i -> ours.values()[i], i -> raw.getFloat(), (a, b) -> {
            double tolerance = FLOAT_TOLERANCE * Math.max(1, Math.abs(b));
            return Float.compare(a, b) == 0 || a.floatValue() == b.floatValue() || Math.abs(a - b) <= tolerance;
        });
    }

    private static String codes(Codes ours, ByteBuffer raw) {
        return first(ours.shape().elements(), ours::rawCode, i -> switch (ours.dtype()) {
            case INT8, INT4 -> (long) raw.get();
            case UINT8 -> (long) (raw.get() & 0xff);
            case INT16 -> (long) raw.getShort();
            case INT32 -> (long) raw.getInt();
            case INT64 -> raw.getLong();
            case FLOAT32, FLOAT16 -> throw new AssertionError(ours.dtype());
        }, Long::equals);
    }

    private static <T> String first(int length, Function<Integer, T> ours, Function<Integer, T> theirs,
            BiFunction<T, T, Boolean> same) {
        String first = "";
        int differences = 0;
        for (int i = 0; i < length; i++) {
            T mine = ours.apply(i);
            T expected = theirs.apply(i);
            if (!same.apply(mine, expected)) {
                differences++;
                if (first.isEmpty()) {
                    first = "at " + i + " is " + mine + ", not " + expected;
                }
            }
        }
        return differences == 0 ? "" : first + "; " + differences + " of " + length + " differ";
    }

    private static byte[] bytes(List<Value> values) {
        var out = new ByteArrayOutputStream();
        for (Value value : values) {
            ByteBuffer buffer = ByteBuffer.allocate(value.shape().elements() * value.dtype().bytes())
                    .order(ByteOrder.LITTLE_ENDIAN);
            switch (value) {
                case Tensor real -> buffer.asFloatBuffer().put(real.values());
                case Codes codes -> codes.putRaw(buffer);
            }
            try {
                out.write(buffer.array());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return out.toByteArray();
    }

    /** A folder for the files of one test, kept where the build keeps its results. */
    static Path folder(String test) {
        try {
            return Files.createDirectories(Path.of("target", "op-cases", test));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

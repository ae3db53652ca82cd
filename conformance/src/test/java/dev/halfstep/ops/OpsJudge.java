package dev.halfstep.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfstep.fixture.RawValues;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.judge.Resolver;
import dev.halfstep.judge.Result;
import dev.halfstep.judge.TfliteJudge;
import dev.halfstep.judge.TfliteJudge.Job;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Value;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs cases by us and by TensorFlow Lite's reference kernels, and compares what comes out. */
final class OpsJudge {

    /** How far a float may be off, as a part of its size, or absolutely below 1. */
    static final double FLOAT_TOLERANCE = RawValues.FLOAT_TOLERANCE;

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
            jobs.add(new Job(file, RawValues.bytes(one.inputs()), resolver));
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
        GoldenCases.keep(cases, files, results);
        OrtCases.assertAlike(cases);
    }

    /** What differs, or nothing. */
    private static String difference(List<Value> ours, Result theirs) {
        int count = theirs.outputs().size();
        if (ours.size() != count) {
            return ours.size() + " outputs, not " + count;
        }
        for (int o = 0; o < count; o++) {
            Shape shape = Shape.of(theirs.outputs().get(o).shape().stream().mapToInt(Integer::intValue).toArray());
            if (!ours.get(o).shape().equals(shape)) {
                return "output " + o + " has the shape " + ours.get(o).shape() + ", not " + shape;
            }
        }
        return RawValues.difference(ours, theirs.rawOutputs());
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

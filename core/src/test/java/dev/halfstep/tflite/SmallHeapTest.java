package dev.halfstep.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Small files that ask for much memory, in a JVM that has little: a result or a Problem, but never an OutOfMemoryError. */
@Timeout(600)
class SmallHeapTest {

    /** What a file may do. */
    enum Case {
        /** Declares a small tensor and computes a large one, which a kernel copies. */
        COMPUTED_SHAPE,
        /** Fills a tensor before anything runs: once for the runs, once for each look at how batches go through. */
        LARGE_CONSTANT,
        /** Gives the same large result back thousands of times. */
        REPEATED_OUTPUT,
        /** Gives back what takes nearly all the memory that it may. */
        LARGE_OUTPUT
    }

    private static final int MEGABYTE = 1 << 20;

    @ParameterizedTest
    @EnumSource
    void neverRunsOutOfMemory(Case what) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(java, "-Xmx64m", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), SmallHeapTest.class.getName(), what.name())
                .redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("survived");
    }

    /** Runs a case in a JVM of its own. */
    public static void main(String[] args) {
        Graph graph = TfliteReader.read(TfliteWriter.toBytes(switch (Case.valueOf(args[0])) {
            case COMPUTED_SHAPE -> computedShape(20);
            case LARGE_CONSTANT -> largest(28);
            case REPEATED_OUTPUT -> filled(2, 10_000);
            case LARGE_OUTPUT -> filled(25, 1);
        }));
        List<Value> inputs = List.of(Tensor.of(Shape.of(1, 1, 1, 1), 0));
        try {
            System.out.println(Interpreter.prepare(graph).run(inputs).size());
        } catch (Problem problem) {
            System.out.println(problem.getMessage());
        }
        try {
            System.out.println(SampleRunner.of(graph).run(inputs).size());
        } catch (Problem problem) {
            System.out.println(problem.getMessage());
        }
        System.out.println("survived");
    }

    private static Graph filled(int megabytes, int outputs) {
        OneOpModel model = model();
        int shape = model.add(OneOpModel.integers(megabytes, MEGABYTE));
        int value = model.addCode();
        int y = model.node("FILL", Map.of(), List.of(shape, value), DType.INT8, megabytes, MEGABYTE);
        return model.graph(Collections.nCopies(outputs, y));
    }

    private static Graph largest(int megabytes) {
        OneOpModel model = model();
        int shape = model.add(OneOpModel.integers(megabytes, MEGABYTE));
        int y = model.node("FILL", Map.of(), List.of(shape, model.addCode()), DType.INT8, megabytes, MEGABYTE);
        int axes = model.add(OneOpModel.integers(0, 1));
        return model.graph(List.of(model.node("REDUCE_MAX", Map.of(), List.of(y, axes), DType.INT8)));
    }

    private static Graph computedShape(int megabytes) {
        OneOpModel model = model();
        int ones = model.node("SHAPE", Map.of(0, 2), List.of(0), DType.INT32, 4);
        int factors = model.add(OneOpModel.integers(1, megabytes, MEGABYTE, 1));
        int shape = model.node("MUL", Map.of(), List.of(ones, factors), DType.INT32, 4);
        int y = model.node("FILL", Map.of(), List.of(shape, model.addCode()), DType.INT8, 1, 1, 1, 1);
        int last = y;
        for (int i = 0; i < 2; i++) {
            last = model.node("MAX_POOL_2D", Map.of(0, 1, 1, 8, 2, 8, 3, 1, 4, 1), List.of(y), DType.INT8, 1, 1, 1, 1);
        }
        return model.graph(List.of(last));
    }

    private static OneOpModel model() {
        return new OneOpModel(DType.FLOAT32, Optional.empty()).data(1, 1, 1, 1);
    }
}

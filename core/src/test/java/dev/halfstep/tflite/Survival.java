package dev.halfstep.tflite;

import dev.halfstep.fixture.Allocation;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** What every file must be survived: with a result or a {@link Problem}. All else that is thrown is a finding. */
final class Survival {

    /** Reading a file allocates at most as many times its size... */
    static final long READING_FACTOR = 64;
    /** ... and this much. */
    static final long READING_BASE = 1 << 16;

    /** ... and this, where networks call others, which unfold to what the calls ask for. */
    private static final long CALLS = 1 << 28;

    /** What is run declares at most as many elements, so that one execution takes milliseconds. */
    private static final long MOST_ELEMENTS = 1 << 13;
    /** ... and each node at most as many pairs of an element that it reads and one that it writes. */
    private static final long MOST_WORK = 1 << 20;
    private static final int EXTREME_SHARE = 8;

    private Survival() {}

    /**
     * Reads a file.
     *
     * @return the model, if it is one
     */
    static Optional<Graph> read(byte[] bytes) {
        Graph[] graph = new Graph[1];
        long allocated = Allocation.of(() -> graph[0] = readOrRefuse(bytes));
        long most = READING_BASE + READING_FACTOR * bytes.length + (calls(bytes) ? CALLS : 0);
        // A second time, because a class that is met for the first time may be instrumented, which takes any amount.
        if (allocated > most && Allocation.of(() -> readOrRefuse(bytes)) > most) {
            throw new AssertionError("reading " + bytes.length + " bytes allocates " + allocated);
        }
        return Optional.ofNullable(graph[0]);
    }

    /** Whether a file may have an op that calls other networks. */
    private static boolean calls(byte[] bytes) {
        try {
            return Table.root(bytes, new Table.Budget(1L << 30)).tables(Slots.MODEL_OPERATOR_CODES).stream()
                    .mapToInt(code -> Math.max(code.int8(Slots.OPERATOR_CODE_DEPRECATED, 0),
                            code.int32(Slots.OPERATOR_CODE_BUILTIN, 0)))
                    .mapToObj(OpTypes::name).anyMatch(Set.of("WHILE", "IF", "STABLEHLO_COMPOSITE")::contains);
        } catch (Problem damaged) {
            return false;
        }
    }

    private static Graph readOrRefuse(byte[] bytes) {
        try {
            return TfliteReader.read(bytes);
        } catch (Problem problem) {
            requireMessage(problem);
            return null;
        }
    }

    private static void requireMessage(Problem problem) {
        if (problem.what().isEmpty()) {
            throw new AssertionError("a problem without a message", problem);
        }
    }

    /**
     * Reads a file; runs the model on inputs of its own shapes, and on a batch of another size; writes it and reads that.
     *
     * @return whether it was a model that could be run
     */
    static boolean readAndRun(byte[] bytes) {
        Optional<Graph> graph = read(bytes);
        if (graph.isEmpty()) {
            return false;
        }
        writeAndRead(graph.get());
        return isSmall(graph.get()) && run(graph.get(), new SplittableRandom(Arrays.hashCode(bytes)));
    }

    /** What was read is sound, so what is written of it must be read without a problem. */
    static void writeAndRead(Graph graph) {
        byte[] written = TfliteWriter.toBytes(graph);
        byte[] again;
        try {
            again = TfliteWriter.toBytes(TfliteReader.read(written));
        } catch (Problem problem) {
            throw new AssertionError("what was written cannot be read", problem);
        }
        if (!Arrays.equals(written, again)) {
            throw new AssertionError("what was written is not what is read");
        }
    }

    /** Large tensors are what their shapes ask for, and no finding; they would only take time. */
    static boolean isSmall(Graph graph) {
        long elements = 0;
        for (TensorInfo tensor : graph.tensors()) {
            elements += size(tensor.shape());
        }
        return elements <= MOST_ELEMENTS && graph.nodes().stream().allMatch(node -> work(graph, node) <= MOST_WORK);
    }

    private static long work(Graph graph, Node node) {
        long read = node.inputs().stream().filter(t -> t != Node.ABSENT)
                .mapToLong(t -> size(graph.tensor(t).shape())).max().orElse(0);
        return read * node.outputs().stream().mapToLong(t -> size(graph.tensor(t).shape())).max().orElse(0);
    }

    /** As if no extent were 0: another batch may have samples where the declared one has none. */
    private static long size(Shape shape) {
        long size = 1;
        for (int extent : shape.toArray()) {
            size = Math.min(size * Math.max(1, extent), Integer.MAX_VALUE);
        }
        return size;
    }

    static boolean run(Graph graph, SplittableRandom random) {
        try {
            Interpreter interpreter = Interpreter.prepare(graph);
            for (int batch : new int[] {-1, 1 + random.nextInt(3), 0}) {
                runBatch(interpreter, graph, batch, random);
            }
        } catch (Problem problem) {
            requireMessage(problem);
            return false;
        }
        predict(graph, random);
        return true;
    }

    /** Runs a batch; one of the declared size if {@code batch} is negative. */
    private static void runBatch(Interpreter interpreter, Graph graph, int batch, SplittableRandom random) {
        List<Value> inputs = graph.inputTensors().stream().map(input -> value(input, batch, random)).toList();
        try {
            interpreter.run(inputs);
        } catch (Problem problem) {
            requireMessage(problem);
        }
    }

    /** Does something that may end in a problem. */
    static void attempt(Runnable step) {
        try {
            step.run();
        } catch (Problem problem) {
            requireMessage(problem);
        }
    }

    /** The ways in that users take. */
    private static void predict(Graph graph, SplittableRandom random) {
        try {
            SampleRunner.of(graph).run(graph.inputTensors().stream().map(input -> value(input, 2, random)).toList());
        } catch (Problem problem) {
            requireMessage(problem);
        }
        try {
            Predictor predictor = Predictor.of(graph);
            Shape declared = graph.inputTensors().getFirst().shape();
            if (declared.rank() > 0) {
                Shape rows = declared.with(0, 3);
                predictor.predict(Tensor.of(rows, new float[rows.elements()]));
            }
        } catch (Problem problem) {
            requireMessage(problem);
        }
    }

    static Value value(TensorInfo tensor, int batch, SplittableRandom random) {
        Shape shape = batch < 0 || tensor.shape().rank() == 0 ? tensor.shape() : tensor.shape().with(0, batch);
        int length = shape.elements();
        boolean extremes = random.nextInt(EXTREME_SHARE) == 0;
        if (!tensor.dtype().isInteger()) {
            var values = new float[length];
            for (int i = 0; extremes && i < length; i++) {
                values[i] = Float.intBitsToFloat(random.nextInt());
            }
            return tensor.dtype() == DType.FLOAT16 ? Tensor.half(shape, values) : Tensor.of(shape, values);
        }
        var codes = new long[length];
        for (int i = 0; extremes && i < length; i++) {
            codes[i] = random.nextBoolean() ? tensor.dtype().min() : random.nextLong();
        }
        return Codes.of(tensor.dtype(), shape, codes, tensor.quantization().orElse(null));
    }
}
